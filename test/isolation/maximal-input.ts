import { type OperationId, operationOf } from '@xuncha/contracts';
import { z } from 'zod';
import { ID, type Schema } from './sample-input.ts';

/** The most that an operation's own schema takes: every field, all lists full, every text at its limit. */

/** A body may have 1 MB; a list whose elements would go beyond is cut to what fits. */
const BODY_BYTES = 1_000_000;
/** Where the schema names no limit; as much as fits is sent by `fitted`. */
const UNLIMITED = 20_000;

interface Making {
  readonly root: Schema;
  /** How many elements a list takes at most, and how many characters a text without a limit. */
  readonly elements: number;
  readonly characters: number;
  readonly ids: readonly string[];
}

/** Three bytes in UTF-8, as every character of the texts here; different by its number where names must differ. */
const maximalText = (limit: number, number: number): string => {
  const mark = String(number);
  return limit <= mark.length ? '字'.repeat(limit) : mark + '字'.repeat(limit - mark.length);
};

const maximalString = (schema: Schema, { ids, characters }: Making, number: number): string => {
  const { format, pattern = '', maxLength } = schema;
  if (format === 'date') return '2025-01-31';
  if (format === 'email')
    return `${'a'.repeat(Math.min(maxLength ?? 200, 200) - '@beihe.cn'.length)}@beihe.cn`;
  if (format === 'date-time') return '2025-01-31T00:00:00.000Z';
  if (pattern.includes('{26}')) return ids[number] ?? ID.slice(0, 22) + String(number).padStart(4, '0');
  if (pattern.includes('{64}')) return 'a'.repeat(64);
  if (pattern.includes('a-z0-9')) return 'beihe';
  if (pattern === '^[a-z_]{1,30}$') return 'a'.repeat(30);
  return maximalText(Math.min(maxLength ?? characters, characters), number);
};

const maximalOf = (schema: Schema, making: Making, depth = 0, number = 0): unknown => {
  const { root, elements } = making;
  if (schema.$ref) {
    const target = schema.$ref === '#' ? root : (root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {});
    // A tree is as broad as its first level: deeper levels only share the same count of nodes.
    return depth > 2 ? { name: maximalText(60, number) } : maximalOf(target, making, depth + 1, number);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[number % schema.enum.length];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return maximalOf(choices.find(({ type }) => type !== 'null') ?? {}, making, depth, number);
  const { properties = {}, additionalProperties, propertyNames, maxProperties } = schema;
  switch (schema.type) {
    case 'object':
      if (typeof additionalProperties === 'object')
        return Object.fromEntries(
          Array.from(
            { length: propertyNames?.enum?.length ?? Math.min(maxProperties ?? elements, elements) },
            (_, at) => [
              String(maximalOf(propertyNames ?? { type: 'string' }, making, depth + 1, at)),
              maximalOf(additionalProperties, making, depth + 1, at),
            ],
          ),
        );
      return Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [
          name,
          maximalOf(inner, making, depth + 1, number),
        ]),
      );
    case 'array':
      return Array.from({ length: Math.min(schema.maxItems ?? elements, elements) }, (_, at) =>
        maximalOf(schema.items ?? {}, making, depth + 1, at),
      );
    case 'integer':
    case 'number':
      return Math.min(schema.maximum ?? 1_000, 1_000_000);
    case 'boolean':
      return true;
    default:
      return maximalString(schema, making, number);
  }
};

/**
 * The largest body that the operation's schema takes and that fits the limit of a request. `ids` stand where the schema
 * asks for one, so that what is named exists.
 */
export const maximalBody = (id: OperationId, ids: readonly string[]): unknown => {
  const { body } = operationOf(id);
  if (!body) return undefined;
  const root = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema;
  for (let share = 1; share > 0.0001; share *= 0.8) {
    const making = { root, ids, elements: Math.ceil(UNLIMITED * share), characters: UNLIMITED };
    const made = maximalOf(root, making);
    if (Buffer.byteLength(JSON.stringify(made)) <= BODY_BYTES) return made;
  }
  throw new Error(`${id}: no body of its schema fits ${BODY_BYTES} bytes`);
};
