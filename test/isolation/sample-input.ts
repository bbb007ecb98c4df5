import { type Operation, type OperationId, operationOf } from '@xuncha/contracts';
import { z } from 'zod';

/** The part of JSON Schema that the contracts' schemas become. */
export type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
};

/** Ids that exist nowhere; each position gets its own. */
export const ID = '01jzzzzzzzzzzzzzzzzzzzzzz0';

/** Texts that fit the patterns the contracts use; a new pattern fails the check below until it has its sample. */
const SAMPLES: readonly (readonly [RegExp, string])[] = [
  [/26/, ID],
  [/64/, 'a'.repeat(64)],
  [/a-z0-9/, 'beihe'],
  [/a-z_/, 'minutes'],
  [/\\d\{4\}|\[0-9\]|\\d\\d/, '2025-01-31'],
];

const textOf = ({ format, pattern = '', minLength = 0 }: Schema): string => {
  if (format === 'date') return '2025-01-31';
  if (format === 'date-time') return '2025-01-31T00:00:00.000Z';
  const sample = SAMPLES.find(([clue]) => pattern && clue.test(pattern))?.[1];
  return sample ?? '内容'.padEnd(minLength, '字');
};

const sampleOf = (schema: Schema, root: Schema): unknown => {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return schema.$ref === '#' ? sampleOf(root, root) : sampleOf(root.$defs?.[name] ?? {}, root);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(choice, root);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name))
          .map(([name, inner]) => [name, sampleOf(inner, root)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, root));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema);
    default:
      return null;
  }
};

const firstOptional = (schema: Schema, root: Schema): Record<string, unknown> => {
  const [entry] = Object.entries(schema.properties ?? {});
  return entry ? { [entry[0]]: sampleOf(entry[1], root) } : {};
};

/** A body the operation's schema accepts, made from the schema: a new operation needs nothing here. */
export const sampleBody = (id: OperationId): unknown => {
  const { body }: Operation = operationOf(id);
  if (!body) return undefined;
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema;
  const minimal = sampleOf(schema, schema);
  if (body.safeParse(minimal).success) return minimal;
  // Schemas that ask for at least one of their optional fields.
  const withOne = { ...(minimal as object), ...firstOptional(schema, schema) };
  const parsed = body.safeParse(withOne);
  if (!parsed.success) throw new Error(`${id}: no sample fits its body schema: ${parsed.error.message}`);
  return withOne;
};

/** Path parameters: the tenant as given, ids that don't exist for all others. */
export const sampleParams = (
  id: OperationId,
  tenantId: string,
  known: Readonly<Record<string, string>> = {},
): Record<string, string> =>
  Object.fromEntries(
    [...operationOf(id).path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [
      name,
      name === 'tenantId' ? tenantId : (known[name] ?? ID),
    ]),
  );
