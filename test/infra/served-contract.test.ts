import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type InputSchema, OPERATION_IDS, operationOf, type Served } from '@xuncha/contracts';
import { actionOf } from '@xuncha/contracts/action-of';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { zhCN } from 'zod/locales';
import { servedContract } from '../../infra/bundling/served-contract.ts';
import { writeModules } from '../../infra/bundling/written-modules.ts';
import { PROJECT_ROOT } from '../../infra/constructs/function-bundle.ts';
import { maximalBody } from '../isolation/maximal-input.ts';
import { ID, sampleBody } from '../isolation/sample-input.ts';

/** What the functions' bundles validate with says about every input what the contract says about it. */
z.config(zhCN());
const files = writeModules(join(PROJECT_ROOT, 'cdk.out/modules-test'));
const capabilities = [...new Set(OPERATION_IDS.map((id) => operationOf(id).capability))];
const tables = await Promise.all(
  capabilities.map(async (capability): Promise<Served<typeof capability>> => {
    const module = await import(files[`@xuncha/contracts/served/${capability}`] ?? '');
    return module.served;
  }),
);

/** Of one input; enough to replace each part of the largest by each wrong value. */
const VARIANTS = 1_000;

const WRONG = [
  undefined,
  null,
  '',
  ' ',
  ' x ',
  'x'.repeat(5000),
  -1,
  0,
  1.5,
  1e9,
  true,
  {},
  [],
  [1],
  { x: 1 },
];

/** The input itself, and with each of its parts in turn left out or replaced by something else. */
function* variants(value: unknown): Generator<unknown> {
  yield value;
  yield* WRONG;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const other of variants(inner)) {
      if (Array.isArray(value)) yield value.with(Number(key), other);
      else yield { ...value, [key]: other };
    }
  }
  if (!Array.isArray(value)) yield { ...value, unknownField: 1 };
}
const verdict = (schema: InputSchema | undefined, value: unknown): unknown => {
  const parsed = schema?.safeParse(value);
  if (!parsed || parsed.success) return parsed?.data;
  return parsed.error.issues.map(({ path, message }) => ({ path, message }));
};

describe.each(tables)('$capability', ({ capability, operations }) => {
  const ids = OPERATION_IDS.filter((id) => operationOf(id).capability === capability);

  it('has exactly its operations', () => {
    expect(Object.keys(operations)).toEqual(ids);
    for (const id of ids) {
      const { method, path, action, status, ifMatch } = operationOf(id);
      expect(operations[id]).toMatchObject({
        ...{ method, path, capability, action, status },
        ...(ifMatch ? { ifMatch } : {}),
      });
    }
  });

  it('takes and refuses what the contract takes and refuses, in the same words', () => {
    let compared = 0;
    const differences: unknown[] = [];
    const compare = (
      id: string,
      [ours, theirs]: readonly (InputSchema | undefined)[],
      value: unknown,
    ): void => {
      compared += 1;
      const verdicts = [verdict(ours, value), verdict(theirs, value)];
      if (!isDeepStrictEqual(verdicts[0], verdicts[1])) differences.push({ id, value, verdicts });
    };
    for (const id of ids) {
      const { query, body } = operationOf(id);
      expect([id, !operations[id]?.query, !operations[id]?.body]).toEqual([id, !query, !body]);
      const queries = { limit: '20', cursor: 'x', state: 'rectifying', from: '2025-01-01', id: ID };
      for (const value of query ? variants(queries) : []) compare(id, [operations[id]?.query, query], value);
      const bodies = body ? [sampleBody(id), shortened(maximalBody(id, [ID]))] : [];
      for (const input of bodies) {
        let left = VARIANTS;
        for (const value of variants(input)) {
          if (left === 0) break;
          left -= 1;
          compare(id, [operations[id]?.body, body], value);
        }
      }
    }
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(ids.some((id) => operationOf(id).body) ? 20 : 0);
  }, 120_000);
});

/** Lists of the greatest length say nothing that their first entries do not. */
const shortened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 40)
      .map(([key, inner]) => [key, shortened(inner)]),
  );
};

it('knows the action of every operation', async () => {
  const bundled = await import(files['@xuncha/contracts/action-of'] ?? '');
  for (const id of OPERATION_IDS) expect([id, bundled.actionOf(id)]).toEqual([id, actionOf(id)]);
});

it('carries the summaries of no operation', () => {
  for (const id of OPERATION_IDS) {
    const { capability, summary } = operationOf(id);
    expect(servedContract(capability)).not.toContain(summary);
  }
});
