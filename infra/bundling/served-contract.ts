import { type Capability, OPERATION_IDS, operationOf } from '@xuncha/contracts';
import type * as z from 'zod';
import type * as core from 'zod/v4/core';

/**
 * Writes the part of the operation table that a function serves as a module of zod/mini: 100 kB of tables and 70 kB of zod
 * less in each function (docs/adr/0034-cold-start.md). Schemas are read from what zod knows of them, so a new kind of
 * schema is refused here, when the function is bundled; test/infra/served-contract.test.ts holds both sides together.
 */

type Schema = z.ZodType | core.$ZodType;
type CheckDef = core.$ZodChecks['_zod']['def'] | core.$ZodCustomDef;

/** Collects the schemas of one module, each distinct one once. */
class SchemaWriter {
  readonly lines: string[] = [];
  readonly imports = new Set<string>();
  readonly #named = new Map<string, string>();
  readonly #seen = new Map<Schema, string>();

  /** Name of the constant that holds the schema. */
  name(schema: Schema): string {
    const known = this.#seen.get(schema);
    if (known) return known;
    const { def } = (schema as core.$ZodTypes)._zod;
    if (def.type === 'lazy') return this.#lazy(schema as core.$ZodLazy);
    const text = this.#written(def) + this.#checks(def);
    const name = this.#named.get(text) ?? this.#define(text);
    this.#seen.set(schema, name);
    return name;
  }

  #define(text: string): string {
    const name = `s${this.lines.length}`;
    this.lines.push(`const ${name} = ${text};`);
    this.#named.set(text, name);
    return name;
  }

  /** Stands before what it is made of, which may name it again. */
  #lazy(schema: core.$ZodLazy): string {
    const name = `s${this.lines.length}`;
    const line = this.lines.push('') - 1;
    this.#seen.set(schema, name);
    const inner = this.name(schema._zod.innerType);
    this.lines[line] = `const ${name} = z.lazy(() => ${inner});`;
    return name;
  }

  #written(def: core.$ZodTypes['_zod']['def']): string {
    const error = errorOf(def);
    switch (def.type) {
      case 'string':
        return 'format' in def ? this.#format(def) : call('z.string', error);
      case 'number':
        if ('coerce' in def && def.coerce) return call('z.coerce.number', error);
        return call('format' in def && def.format === 'safeint' ? 'z.int' : 'z.number', error);
      case 'boolean':
      case 'unknown':
      case 'never':
        return call(`z.${def.type}`, error);
      case 'enum':
        return call('z.enum', JSON.stringify(def.entries), error);
      case 'literal':
        return call('z.literal', JSON.stringify(def.values), error);
      case 'array':
        return call('z.array', this.name(def.element), error);
      case 'optional':
      case 'nullable':
        return call(`z.${def.type}`, this.name(def.innerType));
      case 'object':
        return this.#object(def);
      case 'record': {
        const kind = 'partial' in def && def.partial ? 'z.partialRecord' : 'z.record';
        return call(kind, this.name(def.keyType), this.name(def.valueType), error);
      }
      case 'union': {
        const options = `[${def.options.map((option) => this.name(option)).join(', ')}]`;
        if ('discriminator' in def)
          return call('z.discriminatedUnion', JSON.stringify(def.discriminator), options, error);
        return call('z.union', options, error);
      }
      default:
        throw new Error(`served-contract.ts does not know schemas of the kind ${def.type}`);
    }
  }

  #format(def: core.$ZodStringDef): string {
    const format = 'format' in def ? def.format : undefined;
    if (format === 'date') return call('z.iso.date', errorOf(def));
    if (format === 'datetime') return call('z.iso.datetime', errorOf(def));
    if (format === 'email') return call('z.email', errorOf(def));
    throw new Error(`served-contract.ts does not know strings of the format ${String(format)}`);
  }

  #object({ shape, catchall, ...def }: core.$ZodObjectDef): string {
    if (catchall && catchall._zod.def.type !== 'never')
      throw new Error('served-contract.ts does not know objects with further fields');
    const fields = Object.entries(shape).map(([key, value]) => `${JSON.stringify(key)}: ${this.name(value)}`);
    return call(catchall ? 'z.strictObject' : 'z.object', `{ ${fields.join(', ')} }`, errorOf(def));
  }

  #checks({ checks = [] }: { checks?: readonly { readonly _zod: { readonly def: object } }[] }): string {
    if (checks.length === 0) return '';
    return `.check(${checks.map((check) => this.#check(check._zod.def as CheckDef)).join(', ')})`;
  }

  #check(def: CheckDef): string {
    const error = errorOf(def);
    switch (def.check) {
      case 'min_length':
        return call('z.minLength', String(def.minimum), error);
      case 'max_length':
        return call('z.maxLength', String(def.maximum), error);
      case 'greater_than':
        return call(def.inclusive ? 'z.minimum' : 'z.gt', String(def.value), error);
      case 'less_than':
        return call(def.inclusive ? 'z.maximum' : 'z.lt', String(def.value), error);
      case 'number_format':
        if (def.format === 'safeint') return call('z.int', error);
        break;
      case 'string_format':
        if (def.format === 'regex' && def.pattern) return call('z.regex', String(def.pattern), error);
        break;
      case 'overwrite':
        if (/^\(?input\)? => input\.trim\(\)$/.test(String(def.tx))) return 'z.trim()';
        break;
      case 'custom':
        return this.#custom(def as core.$ZodCustomDef);
    }
    throw new Error(`served-contract.ts does not know the check ${def.check}`);
  }

  #custom(def: core.$ZodCustomDef): string {
    const made: unknown = Reflect.get(def.fn, 'madeOf');
    if (!Array.isArray(made)) throw new Error('served-contract.ts knows no conditions but entryCount');
    this.imports.add("import { entryCount } from '@xuncha/contracts/schemas/entry-count';");
    const parts = made.map((part) => (part === undefined ? 'undefined' : JSON.stringify(part)));
    const message = errorOf(def);
    const params = [message && `error: ${message}`, def.path && `path: ${JSON.stringify(def.path)}`];
    return call('z.refine', call('entryCount', ...parts), `{ ${params.filter(Boolean).join(', ')} }`);
  }
}

const call = (name: string, ...parts: readonly (string | undefined)[]): string =>
  `${name}(${parts.filter((part) => part !== undefined).join(', ')})`;

/** The words a schema was given, as a literal. */
const errorOf = (def: object): string | undefined => {
  const error: unknown = Reflect.get(def, 'error');
  if (typeof error !== 'function') return undefined;
  const text: unknown = error({});
  if (typeof text !== 'string') throw new Error('served-contract.ts knows no words but fixed ones');
  return JSON.stringify(text);
};

/** Source of the module that takes the place of `@xuncha/contracts/served/<capability>`. */
export const servedContract = (capability: Capability): string => {
  const writer = new SchemaWriter();
  const operations = OPERATION_IDS.filter((id) => operationOf(id).capability === capability).map((id) => {
    const { method, path, action, status, ifMatch, query, body } = operationOf(id);
    const fields = [
      `...${JSON.stringify({ method, path, capability, action, status, ifMatch })}`,
      ...(query ? [`query: ${writer.name(query)}`] : []),
      ...(body ? [`body: ${writer.name(body)}`] : []),
    ];
    return `  ${JSON.stringify(id)}: { ${fields.join(', ')} },`;
  });
  return [
    "import * as z from 'zod/mini';",
    ...writer.imports,
    ...writer.lines,
    `export const served = { capability: ${JSON.stringify(capability)}, operations: {`,
    ...operations,
    '} };',
    '',
  ].join('\n');
};

/** Source of the module that takes the place of `@xuncha/contracts/action-of`. */
const actionList = (): string => {
  const actions = Object.fromEntries(OPERATION_IDS.map((id) => [id, operationOf(id).action]));
  return `const ACTIONS = ${JSON.stringify(actions)};\nexport const actionOf = (id) => ACTIONS[id];\n`;
};

/** Text of each module, by the name of the module it takes the place of. */
export const servedContracts = (): Record<string, string> => {
  const capabilities = new Set(OPERATION_IDS.map((id) => operationOf(id).capability));
  return {
    '@xuncha/contracts/action-of': actionList(),
    ...Object.fromEntries(
      [...capabilities].map((capability) => [
        `@xuncha/contracts/served/${capability}`,
        servedContract(capability),
      ]),
    ),
  };
};
