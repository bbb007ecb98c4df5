import { type Operation, type OperationId, operationOf } from '@xuncha/contracts';
import fc from 'fast-check';
import { z } from 'zod';
import type { ApiEventOptions } from '../engine/api-event.ts';
import { ID, type Schema } from './sample-input.ts';

/** Requests made from an operation's own schema: what fits, what stands on its limits, and what nobody should send. */

/** Characters that break programs: a null, halves of characters, marks that turn the text around, markup, keys. */
const NASTY: readonly string[] = [
  '\u0000',
  '\ud800',
  '\udfff字',
  '\u202e倒写\u202c',
  '\u200b零宽\ufeff',
  '𠮷𪚥𡃁',
  '👨‍👩‍👧‍👦🇨🇳',
  'é',
  '\r\nX-Injected: 1',
  "' OR 1=1 --",
  '$'.concat('{jndi:ldap://x}'),
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  '../../etc/passwd',
  'T#nanhe#TENANT',
  '__proto__',
  'constructor',
  '%00%0a',
  '\\',
  '"',
];

const LONG = 12_000;

/** Text that fits the length, now and then right at its limit, in whatever characters. */
const textArbitrary = ({ minLength = 0, maxLength }: Schema): fc.Arbitrary<string> => {
  const limit = maxLength ?? 200;
  const cut = (value: string): string => {
    const padded = value.length < minLength ? value.padEnd(minLength, '字') : value;
    return padded.slice(0, limit);
  };
  return fc
    .oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('整改内容', '2025年3月', '长期坚持', '物资管理部', '采购 招标'),
      },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }) },
      { weight: 2, arbitrary: fc.constantFrom(...NASTY) },
      { weight: 1, arbitrary: fc.constant('字'.repeat(limit)) },
      { weight: 1, arbitrary: fc.constant('𠮷'.repeat(Math.ceil(limit / 2))) },
    )
    .map(cut);
};

const DATES = ['2025-03-03', '2024-02-29', '2026-12-31', '0001-01-01', '9999-12-31', '2025-06-30'];

const stringArbitrary = (schema: Schema, ids: readonly string[]): fc.Arbitrary<string> => {
  const { format, pattern } = schema;
  if (format === 'date') return fc.constantFrom(...DATES);
  if (format === 'date-time') return fc.constantFrom(...DATES.map((date) => `${date}T00:00:00.000Z`));
  if (!pattern) return textArbitrary(schema);
  const matching = fc.stringMatching(new RegExp(pattern));
  return pattern.includes('{26}')
    ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: matching })
    : fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom('beihe', 'nanhe') },
        { weight: 3, arbitrary: matching },
      );
};

const integerArbitrary = ({ minimum, maximum }: Schema): fc.Arbitrary<number> => {
  const min = Math.max(minimum ?? Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return fc.oneof(
    fc.constantFrom(...[min, max, 0, 1, 10].filter((value) => value >= min && value <= max)),
    fc.integer({ min: Math.max(min, -1000), max: Math.min(max, 1000) }),
  );
};

const deep = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level += 1)
    value = level % 2 ? [value] : { children: value, name: '层' };
  return value;
};

/** Values of no schema. */
const WRONG: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1.5, 1e308, '', '   ', [], {}, [[]], 'x'.repeat(LONG)),
  fc.constantFrom<unknown>(Number.MAX_SAFE_INTEGER + 2, -0, '0', '1e3', [null], { length: 1e9 }),
  fc.constantFrom(...NASTY),
  fc.constant(Array.from({ length: 5_000 }, (_, index) => index)),
  fc.constant(deep(200)),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Making {
  readonly root: Schema;
  readonly ids: readonly string[];
  /** How many of 100 values are of no schema at all. */
  readonly wrong: number;
  readonly depth: number;
}

const orWrong = (making: Making, arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  making.wrong === 0
    ? arbitrary
    : fc.oneof({ weight: 100 - making.wrong, arbitrary }, { weight: making.wrong, arbitrary: WRONG });

const objectArbitrary = (schema: Schema, making: Making): fc.Arbitrary<unknown> => {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  if (typeof additionalProperties === 'object')
    return fc.dictionary(
      (propertyNames ? arbitraryOf(propertyNames, { ...making, wrong: 0 }) : fc.constantFrom(...NASTY)).map(
        String,
      ),
      arbitraryOf(additionalProperties, making),
      { maxKeys: 4, noNullPrototype: false },
    );
  const known = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, arbitraryOf(inner, making)]),
  );
  const fitting = fc.record(known, { requiredKeys: [...required] });
  if (making.wrong === 0) return fitting;
  return fc
    .tuple(
      fitting,
      fc.constantFrom('none', 'none', 'none', 'unknown', '__proto__', 'constructor', 'tenantId', 'roles'),
    )
    .map(([value, extra]) =>
      extra === 'none'
        ? value
        : Object.defineProperty({ ...value }, extra, { value: { isAdmin: true }, enumerable: true }),
    );
};

/** Trees (an organisation) end at this depth. */
const MAX_DEPTH = 5;

const arbitraryOf = (schema: Schema, making: Making): fc.Arbitrary<unknown> => {
  const { root } = making;
  const deeper = { ...making, depth: making.depth + 1 };
  if (schema.$ref) {
    const target = schema.$ref === '#' ? root : root.$defs?.[schema.$ref.split('/').at(-1) ?? ''];
    return making.depth > MAX_DEPTH ? fc.constant({ name: '末级' }) : arbitraryOf(target ?? {}, deeper);
  }
  if (schema.const !== undefined) return orWrong(making, fc.constant(schema.const));
  if (schema.enum) return orWrong(making, fc.constantFrom(...schema.enum));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, deeper)));
  switch (schema.type) {
    case 'object':
      return orWrong(making, objectArbitrary(schema, deeper));
    case 'array':
      return orWrong(making, arrayArbitrary(schema, deeper));
    case 'integer':
    case 'number':
      return orWrong(making, integerArbitrary(schema));
    case 'boolean':
      return orWrong(making, fc.boolean());
    case 'string':
      return orWrong(making, stringArbitrary(schema, making.ids));
    default:
      return WRONG;
  }
};

/** A few elements, now and then as many as the schema allows, or one more. */
const arrayArbitrary = (
  { items = {}, minItems = 0, maxItems = 20 }: Schema,
  making: Making,
): fc.Arbitrary<unknown> => {
  const element = making.depth > MAX_DEPTH ? fc.constant({ name: '末级' }) : arbitraryOf(items, making);
  const few = fc.array(element, { minLength: minItems, maxLength: Math.max(minItems, 3) });
  if (making.depth > 2) return few;
  const repeated = (count: number) => element.map((value) => Array.from({ length: count }, () => value));
  return fc.oneof(
    { weight: 8, arbitrary: few },
    { weight: 1, arbitrary: repeated(maxItems) },
    { weight: making.wrong > 0 ? 1 : 0, arbitrary: repeated(maxItems + 1) },
  );
};

const schemaOf = (type: z.ZodType): Schema =>
  z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema;

const bodyArbitrary = (operation: Operation, ids: readonly string[]): fc.Arbitrary<unknown> => {
  if (!operation.body) return fc.constantFrom<unknown>(undefined, undefined, undefined, { unexpected: true });
  const root = schemaOf(operation.body);
  const making = { root, ids, depth: 0 };
  return fc.oneof(
    { weight: 5, arbitrary: arbitraryOf(root, { ...making, wrong: 0 }) },
    { weight: 4, arbitrary: arbitraryOf(root, { ...making, wrong: 15 }) },
    { weight: 1, arbitrary: WRONG },
  );
};

const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CURSORS: readonly string[] = [
  '',
  'x',
  '\u0000',
  'e30',
  cursor([1]),
  cursor([1, null]),
  cursor([1, {}]),
  cursor([1, []]),
  cursor([1, [{ pk: 'T#beihe#X' }]]),
  cursor([2, { pk: 'T#beihe#TENANT', sk: 'META' }]),
  cursor([1, { pk: 'T#beihe#TENANT', sk: '' }]),
  cursor([1, { pk: 'T#beihe#TENANT', sk: 'x'.repeat(900) }]),
  cursor([1, { pk: 'T#nanhe#TENANT', sk: 'META' }]),
  cursor([1, { part: 1e9, startKey: {} }]),
  cursor([1, { part: -1 }]),
  cursor([1, { part: 1.5, startKey: { pk: 'T#beihe#X', sk: 'a' } }]),
  cursor([1, Number.MAX_SAFE_INTEGER]),
  cursor([1, { previewId: 'x', index: -1 }]),
  cursor([1, { previewId: { a: 1 }, index: '0' }]),
  cursor([1, deep(40)]),
  `${cursor([1, 0])}=====`,
  'A'.repeat(2_000),
  'A'.repeat(2_001),
];

const queryArbitrary = (
  operation: Operation,
  ids: readonly string[],
): fc.Arbitrary<Record<string, string>> => {
  if (!operation.query)
    return fc.constantFrom<Record<string, string>>(
      {},
      {},
      { tenantId: 'nanhe' },
      { __proto__: 'x', toString: 'y' },
    );
  const root = schemaOf(operation.query);
  const { properties = {} } = root;
  const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const values = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [
      name,
      name === 'cursor'
        ? fc.oneof(
            fc.constantFrom(...CURSORS),
            fc.jsonValue().map((value) => cursor([1, value])),
          )
        : arbitraryOf(inner, { root, ids, wrong: 20, depth: 0 }).map(asText),
    ]),
  );
  return fc.record(values, { requiredKeys: [] }).map((query) => query as Record<string, string>);
};

const STRANGE_IDS = [
  ID,
  '',
  ' ',
  '..',
  '.',
  '%2e%2e',
  'T#beihe',
  '#',
  '__proto__',
  'ID'.repeat(13),
  '\u0000',
  '字',
];

/** Path parameters: things that exist, as a rule; a known id in another's place, and what is no id at all. */
const paramsArbitrary = (
  operation: Operation,
  known: Readonly<Record<string, string>>,
  findings: readonly string[],
): fc.Arbitrary<Record<string, string>> => {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const others = Object.values(known);
  return fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.oneof(
          {
            weight: 20,
            arbitrary: name === 'findingId' ? fc.constantFrom(...findings) : fc.constant(known[name] ?? ID),
          },
          { weight: 1, arbitrary: fc.constantFrom(...others, ...STRANGE_IDS) },
        ),
      ]),
    ),
  );
};

const HEADER_VALUES = [
  '',
  '*',
  '"v1"',
  '"v0"',
  '"v-1"',
  'W/"v2"',
  '"v99999999999999999999"',
  'v1',
  '\u0000',
  '字',
];
const KEYS = [
  '',
  'short',
  'k'.repeat(100),
  'k'.repeat(101),
  '#'.repeat(20),
  '__proto__',
  'constructor',
  '标识'.repeat(9),
];

/** What is sent besides the token. */
export type FuzzInput = Pick<ApiEventOptions, 'params' | 'query' | 'body' | 'ifMatch' | 'idempotencyKey'>;

/** Bodies that are no JSON, or JSON nobody writes. */
export const RAW_BODIES = [
  '',
  '{',
  'null',
  '[[[[',
  '{"a":1,"a":2}',
  '\ufeff{}',
  '{"__proto__":{"x":1}}',
  '['.repeat(20_000),
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  `${'{"children":['.repeat(3_000)}${']}'.repeat(3_000)}`,
  '1e999',
  '"\\ud800"',
];

/**
 * Arbitrary requests to one operation. `known` are ids that exist, by the name of their path parameter; `findings` are
 * in all states.
 */
export const arbitraryInput = (
  id: OperationId,
  known: Readonly<Record<string, string>>,
  findings: readonly string[],
): fc.Arbitrary<FuzzInput> => {
  const operation = operationOf(id);
  const ids = [...Object.values(known).filter((value) => value.length === 26), ...findings, ID];
  return fc.record<FuzzInput>({
    params: paramsArbitrary(operation, known, findings),
    query: queryArbitrary(operation, ids),
    body: bodyArbitrary(operation, ids),
    ifMatch: fc.oneof(
      { weight: 6, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 }) },
      { weight: 1, arbitrary: fc.constantFrom(...HEADER_VALUES) },
    ),
    idempotencyKey: fc.oneof(
      { weight: 8, arbitrary: fc.uuid() },
      { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
    ),
  });
};
