import {
  type Actor,
  acknowledge,
  authorize,
  type FindingAggregate,
  type Result,
  reportProgress,
  SYSTEM_ACTOR,
  type TenantScope,
  verifyChain,
} from '@xuncha/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../../test/engine/api-event.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { type CommandInput, executeOnFinding, IdempotencyKeyReused, TooManyConflicts } from './execute.ts';
import { listEvents, loadFinding } from './findings.ts';
import { newId } from './ids.ts';
import { ConditionFailed, type Table } from './table.ts';

const AT = '2025-03-03T02:00:00.000Z';
const scopeOf = (userId: string, tenantId = 'beihe'): TenantScope => {
  const answer = authorize(
    personOf(tenantId, ['rectification_office'], { userId }),
    'measure.report',
    tenantId,
  );
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};
const actor: Actor = SYSTEM_ACTOR('jobs');
const scope = scopeOf('u1');

let engine: TestTable;
let table: Table;
beforeAll(async () => {
  engine = await startTestTable();
  table = engine.table;
});
afterAll(() => engine.stop());

const seeded = async (state: 'delivered' | 'rectifying' = 'delivered') => {
  const aggregate = seedAggregate({ state });
  await seedFinding(table, aggregate);
  return aggregate;
};
const command = (over: Partial<CommandInput> = {}): CommandInput => ({
  actor,
  at: AT,
  decide: acknowledge,
  answer: (finding) => ({
    status: 200,
    body: { id: finding.id, version: finding.version },
    etag: `"v${finding.version}"`,
  }),
  ...over,
});
const claim = (key = newId(), requestHash = 'h1') => ({ key, requestHash });
const readAgain = async (findingId: string): Promise<FindingAggregate> => {
  const aggregate = await loadFinding(table, scope, findingId);
  if (!aggregate) throw new Error('the finding is gone');
  return aggregate;
};
const trailOf = (findingId: string) => listEvents(table, scope, findingId, { afterSeq: 0, limit: 1000 });

describe('one command on one finding', () => {
  it('writes head, event and answer in one step; version and chain grow by one', async () => {
    const { finding } = await seeded();
    const outcome = await executeOnFinding(table, scope, finding.id, command());
    expect(outcome).toMatchObject({ kind: 'done', answer: { body: { id: finding.id, version: 2 } } });
    const stored = await readAgain(finding.id);
    expect(stored.finding).toMatchObject({ state: 'acknowledged', version: 2, auditSeq: 2 });
    const trail = await trailOf(finding.id);
    expect(trail.map(({ type }) => type)).toEqual(['finding.imported', 'finding.acknowledged']);
    expect(verifyChain(trail, { seq: 2, hash: stored.finding.auditHash })).toMatchObject({ ok: true });
  });

  it('leaves everything as it was when the rule refuses', async () => {
    const { finding } = await seeded('rectifying');
    const before = await readAgain(finding.id);
    expect(await executeOnFinding(table, scope, finding.id, command())).toMatchObject({
      kind: 'refused',
      error: { code: 'state_not_delivered' },
    });
    expect(await readAgain(finding.id)).toEqual(before);
  });

  it('answers missing for ids unknown, of another tenant, or out of the scope’s batches', async () => {
    const { finding } = await seeded();
    expect(await executeOnFinding(table, scope, newId(), command())).toEqual({ kind: 'missing' });
    expect(await executeOnFinding(table, scopeOf('u1', 'nanhe'), finding.id, command())).toEqual({
      kind: 'missing',
    });
    const other = authorize(
      personOf('beihe', ['rectification_office'], { scope: { batches: [newId()] } }),
      'measure.report',
      'beihe',
    );
    if (!other.ok) throw new Error('own tenant');
    expect(await executeOnFinding(table, other.value, finding.id, command())).toEqual({ kind: 'missing' });
  });

  it('writes nothing when a write beside it fails', async () => {
    const { finding } = await seeded();
    const before = await readAgain(finding.id);
    const blocked = { check: { pk: 'T#beihe#NOTHING', sk: 'META' }, attribute: 'version', equals: 1 };
    await expect(
      executeOnFinding(table, scope, finding.id, command({ beside: () => [blocked] })),
    ).rejects.toBeInstanceOf(TooManyConflicts);
    expect(await readAgain(finding.id)).toEqual(before);
    expect(await trailOf(finding.id)).toHaveLength(1);
  });
});

describe('If-Match', () => {
  it('refuses a stale version and names the present one', async () => {
    const { finding } = await seeded();
    expect(await executeOnFinding(table, scope, finding.id, command({ ifVersion: 7 }))).toEqual({
      kind: 'stale',
      version: 1,
    });
    expect(await executeOnFinding(table, scope, finding.id, command({ ifVersion: 1 }))).toMatchObject({
      kind: 'done',
    });
  });

  it('lets only one of two writers of the same version through', async () => {
    const { finding } = await seeded('rectifying');
    const report = (progress: number) =>
      executeOnFinding(
        table,
        scope,
        finding.id,
        command({
          ifVersion: 1,
          decide: (aggregate) =>
            reportProgress(aggregate, aggregate.measures[0]?.id ?? '', { progress }, actor, AT),
        }),
      );
    const kinds = (await Promise.all([report(10), report(20)])).map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(['done', 'stale']);
    expect((await readAgain(finding.id)).finding.version).toBe(2);
  });
});

describe('two writers at once', () => {
  it('one wins, the rule of the other runs again on the new state', async () => {
    const { finding } = await seeded();
    const states: string[] = [];
    const acknowledgeSlowly = async (
      aggregate: FindingAggregate,
    ): Promise<Result<never> | ReturnType<typeof acknowledge>> => {
      states.push(aggregate.finding.state);
      // Both read before either writes.
      if (states.length === 1) await new Promise((resolve) => setTimeout(resolve, 50));
      return acknowledge(aggregate);
    };
    const outcomes = await Promise.all(
      [1, 2].map(() => executeOnFinding(table, scope, finding.id, command({ decide: acknowledgeSlowly }))),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
    expect(states.filter((state) => state === 'acknowledged').length).toBeGreaterThanOrEqual(1);
    expect(await trailOf(finding.id)).toHaveLength(2);
  });

  it('twelve at once all come through where each may follow the other, in one chain', async () => {
    const { finding } = await seeded('rectifying');
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        executeOnFinding(
          table,
          scope,
          finding.id,
          command({
            decide: (aggregate) =>
              reportProgress(aggregate, aggregate.measures[0]?.id ?? '', { progress: n }, actor, AT),
          }),
        ),
      ),
    );
    expect(outcomes.every(({ kind }) => kind === 'done')).toBe(true);
    const trail = await trailOf(finding.id);
    expect(trail).toHaveLength(13);
    expect(verifyChain(trail)).toMatchObject({ ok: true });
  });

  it('runs the rule again after a conflict of transactions, and gives up when it never ends', async () => {
    const { finding } = await seeded();
    let conflicts = 2;
    const flaky: Table = {
      ...table,
      transact: (writes, token) => {
        conflicts -= 1;
        return conflicts >= 0 ? Promise.reject(new ConditionFailed([-1])) : table.transact(writes, token);
      },
    };
    expect(await executeOnFinding(flaky, scope, finding.id, command())).toMatchObject({ kind: 'done' });
    const other = await seeded();
    conflicts = Number.POSITIVE_INFINITY;
    await expect(executeOnFinding(flaky, scope, other.finding.id, command())).rejects.toBeInstanceOf(
      TooManyConflicts,
    );
  });
});

describe('Idempotency-Key (rule 4)', () => {
  it('gives a repeated request the first answer, also when the state has moved on', async () => {
    const { finding } = await seeded();
    const own = claim();
    const first = await executeOnFinding(table, scope, finding.id, command({ claim: own }));
    const again = await executeOnFinding(table, scope, finding.id, command({ claim: own }));
    expect(again).toEqual({ kind: 'repeated', answer: first.kind === 'done' ? first.answer : undefined });
    const stale = await executeOnFinding(table, scope, finding.id, command({ claim: own, ifVersion: 1 }));
    expect(stale).toEqual(again);
    expect(await trailOf(finding.id)).toHaveLength(2);
  });

  it('does a repeatable command once', async () => {
    const { finding } = await seeded('rectifying');
    const own = claim();
    const report = () =>
      executeOnFinding(
        table,
        scope,
        finding.id,
        command({
          claim: own,
          decide: (aggregate) =>
            reportProgress(aggregate, aggregate.measures[0]?.id ?? '', { progress: 40 }, actor, AT),
        }),
      );
    const kinds = (await Promise.all([report(), report(), report()])).map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(['done', 'repeated', 'repeated']);
    expect(await trailOf(finding.id)).toHaveLength(2);
  });

  it('refuses a key that came with other content', async () => {
    const { finding } = await seeded();
    const key = newId();
    await executeOnFinding(table, scope, finding.id, command({ claim: claim(key, 'h1') }));
    await expect(
      executeOnFinding(table, scope, finding.id, command({ claim: claim(key, 'h2') })),
    ).rejects.toBeInstanceOf(IdempotencyKeyReused);
  });

  it('is the person’s own: another one’s equal key is another request', async () => {
    const [one, two] = [await seeded(), await seeded()];
    const key = newId();
    await executeOnFinding(table, scope, one.finding.id, command({ claim: claim(key, 'h1') }));
    expect(
      await executeOnFinding(table, scopeOf('u2'), two.finding.id, command({ claim: claim(key, 'h2') })),
    ).toMatchObject({ kind: 'done' });
  });

  it('is not used up by a request that was refused', async () => {
    const { finding } = await seeded('rectifying');
    const own = claim();
    expect(await executeOnFinding(table, scope, finding.id, command({ claim: own }))).toMatchObject({
      kind: 'refused',
    });
    const { finding: ready } = await seeded();
    expect(await executeOnFinding(table, scope, ready.id, command({ claim: own }))).toMatchObject({
      kind: 'done',
    });
  });
});
