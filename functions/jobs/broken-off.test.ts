import { type AuditEvent, systemScope, verifyChain } from '@xuncha/domain';
import {
  BATCHES,
  changeWrite,
  IMPORTS,
  listMatters,
  openFinding,
  openMatter,
  readDocument,
} from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ARCHIVE_BUCKET, VAULT_BUCKET } from '../../test/engine/objects.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { writeSyntheticLedger } from '../../test/fixtures/synthetic-ledger.ts';
import { openVaultObjects } from '../evidence/vault-objects.ts';
import { openVaultFiles } from '../vault-files.ts';
import {
  breakingAt,
  findingsOf,
  type ImportScene,
  newSubsidiary,
  officeAt,
  startImportScene,
} from './import-scene.fixture.ts';
import { createRunJob } from './run-job.ts';

/** Jobs broken off at every single write, before and after it, and repeated records: the end is always the same. */

let engine: TestTable;
let scene: ImportScene;
let tenantId = '';

beforeAll(async () => {
  engine = await startTestTable();
  scene = await startImportScene(engine);
});
afterAll(async () => {
  await scene.stop();
  await engine.stop();
});
beforeEach(async () => {
  tenantId = await newSubsidiary(engine.table);
  scene.jobsUse(engine.table, CHUNK);
});

/** Three findings have six measures between them, so that many rows are half as many findings. */
const findingsIn = (rows: number): number => rows / 2;
/** 18 findings in chunks of 16 and 2, the first of them in two transactions. */
const COMMIT_ROWS = 36;
const CHUNK = 16;
/** 27 findings: two packs of an undoing. */
const UNDO_ROWS = 54;
const PUBLISH_ROWS = 12;

const importLedger = async (bytes: Uint8Array) => {
  const office = officeAt(scene, tenantId);
  const { id } = await office.upload('台账.xlsx', bytes);
  await office.commit(id);
  await scene.pump.drain();
  return office.detail(id);
};

const verified = (trail: readonly AuditEvent[]): string[] => {
  expect(verifyChain(trail)).toMatchObject({ ok: true });
  return trail.map((event) => `${event.type} ${event.actor.name}`);
};

/** Everything an import makes, ids of the tenant's own departments and people left out. */
const content = async (batchId: string | undefined) =>
  (await findingsOf(engine.table, tenantId, batchId ?? '')).map(({ finding, text, measures, trail }) => {
    const { departmentId, handlerId, principalId, ...names } = finding.responsibility;
    expect([departmentId, handlerId, principalId].every(Boolean)).toBe(true);
    return { ...finding, names, responsibility: undefined, text, measures, trail: verified(trail) };
  });

/** Drains with jobs that break off at the n-th write; answers whether they came that far. */
const drainBreakingAt = async (nth: number, when: 'before' | 'after'): Promise<boolean> => {
  const broken = breakingAt(engine.table, nth, when);
  scene.jobsUse(broken.table, CHUNK);
  await scene.pump.drain();
  scene.jobsUse(engine.table, CHUNK);
  return broken.reached();
};

/** Runs the job again and again, each time in a new tenant and broken off one write later, until it ends unbroken. */
const everyBreak = async <End>(
  when: 'before' | 'after',
  begin: () => Promise<() => Promise<End>>,
): Promise<End[]> => {
  const ends: End[] = [];
  for (let nth = 1, broke = true; broke; nth += 1) {
    tenantId = await newSubsidiary(engine.table);
    const end = await begin();
    broke = await drainBreakingAt(nth, when);
    ends.push(await end());
  }
  return ends;
};

/** Heads and trails by id, whatever became of the batch. */
const statesOf = (ids: readonly string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const found = await openFinding(engine.table, systemScope('jobs', tenantId), id);
      return [found?.finding.state, found?.finding.dueDate, ...verified(found?.trail ?? [])];
    }),
  );

/** What the unit owes after a publication: reports and plan with their trails, ids left out. */
const mattersOf = async (kind: 'duty' | 'plan') => {
  const scope = systemScope('jobs', tenantId);
  const { matters } = await listMatters(engine.table, scope, kind, { limit: 100 });
  const made = matters.map(async ({ id, title, due }) => {
    const opened = await openMatter(engine.table, scope, kind, id);
    return [title, due?.date, ...verified(opened?.trail ?? [])];
  });
  return (await Promise.all(made)).sort((a, b) => String(a).localeCompare(String(b)));
};

test.each(['before', 'after'] as const)('a commit ends the same, broken off %s any write', async (when) => {
  const bytes = await writeSyntheticLedger(COMMIT_ROWS);
  const ends = await everyBreak(when, async () => {
    const office = officeAt(scene, tenantId);
    const { id } = await office.upload('台账.xlsx', bytes);
    await office.commit(id);
    return async () => {
      const { status, imported, skipped, done, batchId } = await office.detail(id);
      return { status, imported, skipped, done, findings: await content(batchId) };
    };
  });
  // Three packs and two moves of the import; the last run was not broken.
  expect(ends).toHaveLength(6);
  const whole = ends.at(-1);
  expect(whole).toMatchObject({ status: 'committed', imported: findingsIn(COMMIT_ROWS), skipped: 0 });
  expect(whole?.findings).toHaveLength(findingsIn(COMMIT_ROWS));
  for (const end of ends) expect(end).toEqual(whole);
});

test.each(['before', 'after'] as const)('an undoing ends the same, broken off %s any write', async (when) => {
  const bytes = await writeSyntheticLedger(UNDO_ROWS);
  const ends = await everyBreak(when, async () => {
    const office = officeAt(scene, tenantId);
    const done = await importLedger(bytes);
    const ids = (await findingsOf(engine.table, tenantId, done.batchId ?? '')).map(({ id }) => id);
    await office.call('imports.undo', { importId: done.id, body: { reason: '重新导入' } });
    return async () => ({
      status: (await office.detail(done.id)).status,
      batch: await readDocument(engine.table, BATCHES, tenantId, done.batchId ?? ''),
      findings: await statesOf(ids),
      again: (await office.register('台账.xlsx', bytes)).status,
    });
  });
  // Two packs, the move of the import and its end.
  expect(ends).toHaveLength(5);
  const withdrawn = ['withdrawn', undefined, 'finding.imported 巡察办甲', 'finding.withdrawn 巡察办甲'];
  for (const end of ends)
    expect(end).toEqual({
      status: 'undone',
      batch: undefined,
      findings: Array.from({ length: findingsIn(UNDO_ROWS) }, () => withdrawn),
      again: 201,
    });
});

test.each(['before', 'after'] as const)(
  'a publication ends the same, broken off %s any write',
  async (when) => {
    const bytes = await writeSyntheticLedger(PUBLISH_ROWS);
    const ends = await everyBreak(when, async () => {
      const { batchId = '' } = await importLedger(bytes);
      const ids = (await findingsOf(engine.table, tenantId, batchId)).map(({ id }) => id);
      await officeAt(scene, tenantId).call('batches.publish', {
        batchId,
        body: { feedbackDate: '2024-09-12' },
      });
      return async () => {
        const batch = await readDocument(engine.table, BATCHES, tenantId, batchId);
        return {
          batch: [batch?.status, batch?.delivered, batch?.findings],
          findings: await statesOf(ids),
          duties: await mattersOf('duty'),
          plans: await mattersOf('plan'),
        };
      };
    });
    // A pack, four reports, and the batch with its plan; the last run was not broken.
    expect(ends).toHaveLength(7);
    const whole = ends.at(-1);
    expect(whole?.batch).toEqual(['published', findingsIn(PUBLISH_ROWS), findingsIn(PUBLISH_ROWS)]);
    for (const [state, due] of whole?.findings ?? []) {
      expect(state).toBe('delivered');
      expect(due).toMatch(/^20\d\d-/);
    }
    expect(whole?.duties).toHaveLength(4);
    expect(whole?.plans).toHaveLength(1);
    for (const end of ends) expect(end).toEqual(whole);
  },
);

test('records that come twice or late change nothing', async () => {
  const done = await importLedger(await writeSyntheticLedger(30));
  await officeAt(scene, tenantId).call('batches.publish', {
    batchId: done.batchId,
    body: { feedbackDate: '2024-09-12' },
  });
  await scene.pump.drain();
  const state = async () => [
    await readDocument(engine.table, IMPORTS, tenantId, done.id),
    await readDocument(engine.table, BATCHES, tenantId, done.batchId ?? ''),
    await content(done.batchId),
  ];
  const before = await state();
  const vault = openVaultFiles(scene.objects.client, VAULT_BUCKET);
  const job = createRunJob(async () => ({
    table: engine.table,
    vault,
    exports: openVaultFiles(scene.objects.client, ARCHIVE_BUCKET),
    holds: openVaultObjects(scene.objects.client, VAULT_BUCKET),
    now: () => new Date(),
    chunkFindings: CHUNK,
  }));
  expect(scene.pump.delivered.length).toBeGreaterThan(5);
  expect(await job({ Records: [...scene.pump.delivered].reverse() })).toEqual({ batchItemFailures: [] });
  expect(await state()).toEqual(before);
});

test('two runs of one record at the same time write once', async () => {
  const office = officeAt(scene, tenantId);
  const { id } = await office.upload('台账.xlsx', await writeSyntheticLedger(30));
  const seen = scene.pump.delivered.length;
  await office.commit(id);
  const twin = createRunJob(async () => ({
    table: engine.table,
    vault: openVaultFiles(scene.objects.client, VAULT_BUCKET),
    exports: openVaultFiles(scene.objects.client, ARCHIVE_BUCKET),
    holds: openVaultObjects(scene.objects.client, VAULT_BUCKET),
    now: () => new Date(),
    chunkFindings: CHUNK,
  }));
  const job = await readDocument(engine.table, IMPORTS, tenantId, id);
  if (!job) throw new Error('the import is missing');
  const record = {
    eventName: 'MODIFY' as const,
    dynamodb: {
      NewImage: {
        kind: { S: 'import' },
        status: { S: 'committing' },
        tenantId: { S: tenantId },
        id: { S: id },
        version: { N: String(job.version) },
      },
    },
  };
  await Promise.all([twin({ Records: [record] }), twin({ Records: [record] }), scene.pump.drain()]);
  await scene.pump.drain();
  expect(scene.pump.delivered.length).toBeGreaterThan(seen);
  const after = await office.detail(id);
  expect(after).toMatchObject({ status: 'committed', imported: 15, skipped: 0, done: 15 });
  expect(await content(after.batchId)).toHaveLength(15);
});

test('a job that lost its record goes on when its item is written again', async () => {
  const office = officeAt(scene, tenantId);
  const { id } = await office.upload('台账.xlsx', await writeSyntheticLedger(30));
  await office.commit(id);
  const lost = await readDocument(engine.table, IMPORTS, tenantId, id);
  if (!lost) throw new Error('the import is missing');
  // As the reconciler does; the record of the commit itself is then too old to act.
  await engine.table.transact([changeWrite(IMPORTS, lost, lost)]);
  await scene.pump.drain();
  expect(await office.detail(id)).toMatchObject({ status: 'committed', imported: 15 });
});
