import { isObject, type Json, type JsonObject } from '../json.ts';
import type { StackArtifact, TemplateResource } from './manifest.ts';
import { attributeOf, type Environment, type ResourceIdentity, refOf } from './physical-names.ts';

/** Marks `AWS::NoValue`: the property that holds it disappears. */
const NO_VALUE = Symbol('AWS::NoValue');
type Resolved = Json | typeof NO_VALUE;

/** Exports of all stacks, looked up when an `Fn::ImportValue` asks for one. */
export interface ExportTable {
  find(name: string): Json | undefined;
}

/** Resolves one stack's template against deterministic physical names. */
export class StackScope {
  readonly stack: StackArtifact;
  readonly environment: Environment;
  readonly #exports: ExportTable;
  readonly #parameters: Readonly<Record<string, string>>;
  /** Resources whose name is being worked out; a second visit means the template refers in a circle. */
  readonly #resolving = new Set<string>();

  constructor(
    stack: StackArtifact,
    environment: Environment,
    exports: ExportTable,
    parameters: Readonly<Record<string, string>>,
  ) {
    this.stack = stack;
    this.environment = environment;
    this.#exports = exports;
    this.#parameters = parameters;
  }

  /** Resources whose condition holds. */
  resources(): [logicalId: string, resource: TemplateResource][] {
    return Object.entries(this.stack.template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || this.#condition(Condition),
    );
  }

  resolve(value: Json): Json {
    const resolved = this.#resolve(value);
    return resolved === NO_VALUE ? null : resolved;
  }

  properties(logicalId: string): JsonObject {
    const resolved = this.resolve(this.#resource(logicalId).Properties as JsonObject);
    return isObject(resolved) ? resolved : {};
  }

  /** Name, type and place of a resource; only the properties that can name it (a role's path too) are resolved. */
  identity(logicalId: string): ResourceIdentity {
    const { Type, Properties } = this.#resource(logicalId);
    if (this.#resolving.has(logicalId)) {
      throw new Error(`${this.stack.stackName}: ${logicalId} refers to itself in a circle.`);
    }
    this.#resolving.add(logicalId);
    try {
      const naming = Object.entries(Properties).filter(([key]) => key.endsWith('Name') || key === 'Path');
      const properties = this.resolve(Object.fromEntries(naming) as JsonObject);
      return {
        environment: this.environment,
        stackName: this.stack.stackName,
        logicalId,
        type: Type,
        properties: isObject(properties) ? properties : {},
      };
    } finally {
      this.#resolving.delete(logicalId);
    }
  }

  #resource(logicalId: string): TemplateResource {
    const resource = this.stack.template.Resources[logicalId];
    if (!resource) throw new Error(`${this.stack.stackName} has no resource ${logicalId}.`);
    return resource;
  }

  #resolve(value: Json): Resolved {
    if (Array.isArray(value)) {
      return value.map((entry) => this.#resolve(entry)).filter((entry): entry is Json => entry !== NO_VALUE);
    }
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    const [only] = keys;
    if (keys.length === 1 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::'))) {
      return this.#intrinsic(only, value[only] ?? null);
    }
    const result: JsonObject = {};
    for (const [key, entry] of Object.entries(value)) {
      const resolved = this.#resolve(entry ?? null);
      if (resolved !== NO_VALUE) result[key] = resolved;
    }
    return result;
  }

  #intrinsic(name: string, argument: Json): Resolved {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Fn::GetAtt': {
        const [logicalId, attribute] =
          typeof argument === 'string' ? splitOnce(argument, '.') : this.#strings(argument);
        return attributeOf(this.identity(logicalId ?? ''), attribute ?? '');
      }
      case 'Fn::Join': {
        const [separator, parts] = this.#list(argument);
        return this.#strings(parts ?? []).join(String(separator));
      }
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::Select': {
        const [index, list] = this.#list(argument);
        return this.#list(list ?? [])[Number(index)] ?? null;
      }
      case 'Fn::Split': {
        const [separator, text] = this.#strings(argument);
        return (text ?? '').split(separator ?? ',');
      }
      case 'Fn::If': {
        if (!Array.isArray(argument)) throw new Error('Fn::If takes a list.');
        const [condition, yes, no] = argument;
        return this.#resolve((this.#condition(String(condition)) ? yes : no) ?? null);
      }
      case 'Fn::FindInMap': {
        const [map = '', top = '', second = ''] = this.#strings(argument);
        const found = this.stack.template.Mappings[map]?.[top]?.[second];
        if (found === undefined)
          throw new Error(`${this.stack.stackName}: no ${map}/${top}/${second} in Mappings.`);
        return found as Json;
      }
      case 'Fn::ImportValue': {
        const wanted = String(this.resolve(argument));
        const found = this.#exports.find(wanted);
        if (found === undefined)
          throw new Error(`${this.stack.stackName} imports ${wanted}, which no stack exports.`);
        return found;
      }
      case 'Fn::GetAZs':
        return ['a', 'b'].map((zone) => `${this.environment.region}${zone}`);
      case 'Fn::Base64':
        return Buffer.from(String(this.resolve(argument))).toString('base64');
      case 'Fn::ToJsonString':
        return JSON.stringify(this.resolve(argument));
      case 'Fn::Length':
        return this.#list(argument).length;
      default:
        return this.#booleanIntrinsic(name, argument);
    }
  }

  #booleanIntrinsic(name: string, argument: Json): boolean {
    switch (name) {
      case 'Fn::Equals': {
        const [left, right] = this.#list(argument);
        return JSON.stringify(left) === JSON.stringify(right);
      }
      case 'Fn::And':
        return this.#operands(argument).every(Boolean);
      case 'Fn::Or':
        return this.#operands(argument).some(Boolean);
      case 'Fn::Not':
        return !this.#operands(argument)[0];
      default:
        throw new Error(`${this.stack.stackName}: the intrinsic ${name} is not supported on one machine.`);
    }
  }

  /** Operands of a boolean intrinsic; `{"Condition": name}` stands for another condition there. */
  #operands(argument: Json): boolean[] {
    if (!Array.isArray(argument))
      throw new Error(`${this.stack.stackName}: a list of conditions was expected.`);
    return argument.map((entry) =>
      isObject(entry) && typeof entry.Condition === 'string'
        ? this.#condition(entry.Condition)
        : this.resolve(entry) === true,
    );
  }

  #condition(name: string): boolean {
    const definition = this.stack.template.Conditions[name];
    if (definition === undefined) throw new Error(`${this.stack.stackName} has no condition ${name}.`);
    return this.resolve(definition as Json) === true;
  }

  #ref(name: string): Resolved {
    switch (name) {
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::Region':
        return this.environment.region;
      case 'AWS::AccountId':
        return this.environment.accountId;
      case 'AWS::Partition':
        return this.environment.partition;
      case 'AWS::URLSuffix':
        return this.environment.urlSuffix;
      case 'AWS::StackName':
        return this.stack.stackName;
      case 'AWS::StackId':
        return `arn:${this.environment.partition}:cloudformation:${this.environment.region}:${this.environment.accountId}:stack/${this.stack.stackName}/local`;
      case 'AWS::NotificationARNs':
        return [];
    }
    if (this.stack.template.Resources[name]) return refOf(this.identity(name));
    return this.#parameter(name);
  }

  #parameter(name: string): Json {
    const declared = this.stack.template.Parameters[name];
    if (!declared) throw new Error(`${this.stack.stackName}: nothing is called ${name}.`);
    const value = this.#parameters[name] ?? this.stack.parameters[name] ?? declared.Default;
    if (value === undefined) {
      throw new Error(
        `${this.stack.stackName}: the parameter ${name} has no default; give it a value at start.`,
      );
    }
    return declared.Type === 'CommaDelimitedList' ? String(value).split(',') : (value as Json);
  }

  #sub(argument: Json): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const given = isObject(variables) ? variables : {};
    return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const variable = given[name];
      if (variable !== undefined) return String(this.resolve(variable));
      if (name.includes('.')) return String(this.#intrinsic('Fn::GetAtt', name));
      return String(this.resolve({ Ref: name }));
    });
  }

  #list(argument: Json): Json[] {
    const resolved = this.resolve(argument);
    if (!Array.isArray(resolved))
      throw new Error(`${this.stack.stackName}: a list was expected in an intrinsic.`);
    return resolved;
  }

  #strings(argument: Json): string[] {
    return this.#list(argument).map((entry) => (isObject(entry) ? JSON.stringify(entry) : String(entry)));
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
