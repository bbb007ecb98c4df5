import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS } from '@xuncha/domain';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { GENERAL_PROBLEMS, needsIdempotencyKey, type Operation } from './operation.ts';
import { OPERATION_IDS, operationOf } from './operations/index.ts';

const ROOT = join(import.meta.dirname, '../../..');
const sourcesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/\.(test|fixture)\.ts$|-fixture\.ts$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));

/** Where refusals are written: `new HttpProblem(409, 'code'`, `fail('conflict', 'code'`, `errorOf(…)`, `refuse('code'`. */
const THROWN = [
  /new HttpProblem\(\s*\d+,\s*'([a-z_]+)'/g,
  /\bfail\(\s*'(?:invalid|conflict|forbidden|missing)',\s*'([a-z_]+)'/g,
  /\berrorOf\(\s*'(?:invalid|conflict|forbidden|missing)',\s*'([a-z_]+)'/g,
];
const thrownIn = (sources: readonly string[]): Set<string> =>
  new Set(
    sources.flatMap((text) =>
      THROWN.flatMap((clue) => [...text.matchAll(clue)].flatMap(([, code]) => code ?? [])),
    ),
  );

const general = new Set<string>(Object.values(GENERAL_PROBLEMS).flat());
const declared = new Set<string>(OPERATION_IDS.flatMap((id) => operationOf(id).problems));

/** Refusals only the product's own components meet: a gate opened twice, a limit not passed, a job that comes late. */
const INTERNAL = new Set([
  'alert_unchanged',
  'gate_open',
  'ladder_top',
  'limit_not_passed',
  'state_not_draft',
]);

describe('the operation table', () => {
  it('takes no operation without an action of the permission matrix', () => {
    // Read by the type check; a line that were wrong would fail the build, as such an operation does.
    expectTypeOf<Omit<Operation, 'action'>>().not.toExtend<Operation>();
    expectTypeOf<Omit<Operation, 'action'> & { action: 'nobody.granted' }>().not.toExtend<Operation>();
    expectTypeOf<Omit<Operation, 'action'> & { action: 'finding.read' }>().toExtend<Operation>();
  });

  it.each(OPERATION_IDS)('%s fits together', (id) => {
    const operation = operationOf(id);
    expect(ACTIONS).toContain(operation.action);
    expect(operation.path).toMatch(/^\/v1(\/[a-z-]+|\/\{[a-zA-Z]+\})+$/);
    expect(operation.summary).toMatch(/\p{Script=Han}/u);
    if (operation.method === 'GET') {
      expect(operation.body).toBeUndefined();
      expect(operation.ifMatch).toBeUndefined();
      expect(operation.status).toBe(200);
    }
    expect(needsIdempotencyKey(operation)).toBe(operation.method !== 'GET');
    expect(new Set(operation.problems).size).toBe(operation.problems.length);
    for (const code of operation.problems) expect(general.has(code), `${code} is general`).toBe(false);
    // Lists are paged by cursor.
    if (operation.output instanceof z.ZodObject && 'items' in operation.output.shape && operation.query)
      expect(Object.keys(operation.query.shape)).toEqual(expect.arrayContaining(['cursor', 'limit']));
  });

  it('has each route once, and no two that API Gateway could not tell apart', () => {
    const routes = OPERATION_IDS.map(
      (id) => `${operationOf(id).method} ${operationOf(id).path.replaceAll(/\{\w+\}/g, '{}')}`,
    );
    expect(new Set(routes).size).toBe(routes.length);
    const names = new Map<string, Set<string>>();
    for (const id of OPERATION_IDS)
      for (const [, before = '', name = ''] of operationOf(id).path.matchAll(/(.*?)\{(\w+)\}/g))
        names.set(before, (names.get(before) ?? new Set()).add(name));
    for (const [place, found] of names) expect([...found], place).toHaveLength(1);
  });
});

describe('problem codes', () => {
  const sources = ['functions/api', 'packages/http/src', 'packages/domain/src'].flatMap(sourcesOf);
  const thrown = thrownIn(sources);

  it('that are thrown are documented', () => {
    const undocumented = [...thrown].filter(
      (code) => !declared.has(code) && !general.has(code) && !INTERNAL.has(code),
    );
    expect(undocumented.toSorted()).toEqual([]);
  });

  it('that are documented are written somewhere in the code', () => {
    const everywhere = [...sources, ...sourcesOf('functions')].join('\n');
    const unreachable = [...declared].filter((code) => !everywhere.includes(`'${code}'`));
    expect(unreachable.toSorted()).toEqual([]);
  });

  it('are found by the patterns: a canary', () => {
    const text = `throw new HttpProblem(409, 'one', 'x'); fail(\n 'conflict',\n 'two', 'y'); errorOf('invalid', 'three', 'z')`;
    expect(thrownIn([text])).toEqual(new Set(['one', 'two', 'three']));
    expect(thrown.size).toBeGreaterThan(40);
  });
});

describe('OpenAPI', () => {
  const document = openApiDocument();

  it('holds every operation, with its parameters and its codes', () => {
    const paths = document.paths as Record<string, Record<string, Record<string, unknown>>>;
    for (const id of OPERATION_IDS) {
      const operation = operationOf(id);
      const entry = paths[operation.path]?.[operation.method.toLowerCase()];
      expect(entry).toMatchObject({
        operationId: id,
        'x-action': operation.action,
        'x-problem-codes': operation.problems,
      });
      const text = JSON.stringify(entry?.parameters);
      expect(text.includes('IdempotencyKey')).toBe(needsIdempotencyKey(operation));
      expect(text.includes('IfMatch')).toBe(operation.ifMatch === true);
      for (const [, name] of operation.path.matchAll(/\{(\w+)\}/g)) expect(text).toContain(`"${name}"`);
      expect(entry?.requestBody !== undefined).toBe(operation.body !== undefined);
    }
  });

  it('refers only to what it defines', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    const components = document.components as Record<string, Record<string, unknown>>;
    expect(references.length).toBeGreaterThan(0);
    for (const [, kind = '', name = ''] of references) expect(components[kind]?.[name]).toBeDefined();
  });
});
