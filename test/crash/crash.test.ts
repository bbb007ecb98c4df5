import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyArchive } from '@xuncha/archive';
import type { AuditEvent } from '@xuncha/domain';
import { ARCHIVES, contentOf, IMPORTS, keys, readDocument, readTenant } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { frozenAssembly, until } from '../journeys/bench.ts';
import { closeOut, commitImport, findingOf, provision } from '../journeys/steps.ts';
import { besides, type KilledJourney, killAtEveryWrite } from './every-write.ts';
import type { MortalMachine } from './mortal-machine.ts';
import { prepareStartState, type StartState } from './start-state.ts';

/**
 * Nothing is lost and nothing is doubled, wherever the machine dies.
 *
 * Covered: for each of the four journeys, *every* durable write n of a whole run (DynamoDB requests that write, before
 * they are made and once more after they are made and before anybody hears of it; S3 blobs and catalogue; commits of
 * the Step Functions journal; checkpoints of the three stream consumers). For every n the journey starts from the same
 * prepared data, the process kills itself with SIGKILL at write n, is started again, and the people repeat only what
 * was not answered, with the same Idempotency-Key. No reconciler and no operator helps. Consumers run side by side, so
 * the n-th write need not be the same write in two runs; what counts is that no run survives n + 1 and none of them
 * ends wrong.
 *
 * Not covered: the loss of what the operating system has taken but not written to the disk (power failure), and
 * a second death during the recovery.
 */

const directory = mkdtempSync(join(tmpdir(), 'xuncha-kill-'));
let assemblyDir: string;
let state: StartState;

beforeAll(async () => {
  assemblyDir = await frozenAssembly(directory);
  state = await prepareStartState(assemblyDir, join(directory, 'start'));
}, 240_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const expectEqual = (what: string, found: unknown, wanted: unknown): string[] =>
  JSON.stringify(found) === JSON.stringify(wanted)
    ? []
    : [`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];

const eventTypes = async (machine: MortalMachine, pk: string, wanted: RegExp): Promise<string[]> => {
  const items = await machine.read((table) =>
    table.queryAll({ partition: pk, prefix: 'AUD#', consistent: true }),
  );
  return items.map((item) => contentOf<AuditEvent>(item).type).filter((type) => wanted.test(type));
};

const thisYear = (today: string): string => today.slice(0, 4);

const closing: KilledJourney = {
  name: 'closeout',
  run: async (machine, { ready, cast }) => void (await closeOut(machine, ready, cast)),
  check: async (machine, { ready, cast }, { executions }) => {
    const { finding } = await findingOf(machine, ready);
    const all = await executions('Closeout');
    return [
      ...expectEqual('state', finding.state, 'closed'),
      // The first number of the year was taken by the finding that the start state closed.
      ...expectEqual('number', finding.closeoutNo, `BHCYC-${thisYear(cast.today)}-0002`),
      ...expectEqual('cases', finding.caseIds.length, 1),
      ...expectEqual(
        'gates',
        await eventTypes(machine, keys.findingPk(ready.tenantId, ready.findingId), /^closeout/),
        [
          'closeout.applied',
          ...Array.from({ length: 4 }, () => ['closeout.gate_opened', 'closeout.decided']).flat(),
        ],
      ),
      ...expectEqual(
        'executions',
        all.map(({ status }) => status),
        ['SUCCEEDED', 'SUCCEEDED'],
      ),
    ];
  },
};

const importing: KilledJourney = {
  name: 'import',
  run: async (machine, { tenantId, importId }) => {
    const place = { tenantId, importId };
    const body = { round: '2025年第一轮', title: '补充反馈问题', onlyGood: true };
    await commitImport(machine, machine.as('hq-inspection'), place, body);
  },
  check: async (machine, { tenantId, importId }) => {
    const job = await machine.read((table) => readDocument(table, IMPORTS, tenantId, importId));
    const batchId = job?.batchId ?? '';
    const batch = await machine.read((table) =>
      table.queryAll({ partition: keys.batchPk(tenantId, batchId), consistent: true }),
    );
    const ids = batch.filter(({ kind }) => kind === 'batch_finding').map(({ id }) => String(id));
    const imported = await Promise.all(ids.map((findingId) => findingOf(machine, { tenantId, findingId })));
    const total = job?.reading?.totals?.findings;
    return [
      ...expectEqual('imported', [job?.imported, job?.skipped, job?.done], [total, 0, total]),
      ...expectEqual('findings of the batch', ids.length, total),
      ...expectEqual('findings told apart', new Set(imported.map(({ body }) => body.text)).size, total),
      ...expectEqual(
        'batches',
        batch.filter(({ kind }) => kind === 'batch').map(({ findings, status }) => [findings, status]),
        [[total, 'draft']],
      ),
    ];
  },
};

const [, second] = UNITS;

const provisioning: KilledJourney = {
  name: 'provisioning',
  run: async (machine) => {
    if (!second) throw new Error('the demonstration has a second unit');
    await provision(machine, second, { login: 'dhlh-admin', name: '严冬梅' });
  },
  check: async (machine, { hqTenant }, { executions }) => {
    const tenantId = second?.code ?? '';
    const tenant = await machine.read((table) => readTenant(table, tenantId));
    const items = await machine.read((table) =>
      table.queryAll({ partition: keys.tenantPk(tenantId), consistent: true }),
    );
    const all = await executions('Provisioning');
    const register = await machine.read((table) => table.get(keys.registered(hqTenant, tenantId)));
    return [
      ...expectEqual('status', [tenant?.status, register?.status], ['active', 'active']),
      ...expectEqual('departments', items.filter(({ kind }) => kind === 'department').length, 6),
      ...expectEqual('members', items.filter(({ kind }) => kind === 'member').length, 1),
      ...expectEqual('own trail', await eventTypes(machine, keys.tenantPk(tenantId), /./), [
        'tenant.reserved',
        'member.added',
        'tenant.activated',
      ]),
      ...expectEqual(
        'trail of the group',
        (await eventTypes(machine, keys.tenantPk(hqTenant), /^tenant\./)).slice(-2),
        ['tenant.provision_requested', 'tenant.activated'],
      ),
      ...expectEqual(
        'executions',
        all.map(({ name, status }) => [name, status]),
        [
          [`provision-${tenantId}-1`, 'SUCCEEDED'],
          ['provision-bhcyc-1', 'SUCCEEDED'],
        ],
      ),
    ];
  },
};

const exporting: KilledJourney = {
  name: 'export',
  run: async (machine, { tenantId }) => {
    const { data } = await machine.as('hq-inspection').call('archives.export', {
      params: { tenantId },
      body: { scope: { kind: 'tenant' }, purpose: '年度归档' },
    });
    await until('the archive', async () => {
      const found = await machine.read((table) => readDocument(table, ARCHIVES, tenantId, data.id));
      if (found?.status === 'failed') throw new Error(`the export failed: ${found.problem?.message}`);
      return found?.status === 'ready' ? true : undefined;
    });
  },
  check: async (machine, state, { executions }) => {
    const { tenantId, cast } = state;
    const client = machine.as('hq-inspection');
    const { data: list } = await client.call('archives.list', { params: { tenantId } });
    const [archive] = list.items;
    const { data: link } = await client.call('archives.download', {
      params: { tenantId, archiveId: archive?.id ?? '' },
    });
    const file = besides(state, `${archive?.id}.zip`);
    const answer = await fetch(link.url);
    await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
    const report = await verifyArchive(file, { fingerprint: archive?.fingerprint });
    const all = await executions('Archive');
    return [
      ...expectEqual(
        'exports',
        list.items.map(({ no, status }) => [no, status]),
        [[`BHCYC-A-${thisYear(cast.today)}-0001`, 'ready']],
      ),
      ...expectEqual('archive', [report.ok, report.problems], [true, []]),
      ...expectEqual(
        'trail',
        await eventTypes(machine, keys.tenantPk(tenantId), /^archive\.(requested|completed|failed)$/),
        ['archive.requested', 'archive.completed'],
      ),
      ...expectEqual(
        'executions',
        all.map(({ status }) => status),
        ['SUCCEEDED'],
      ),
    ];
  },
};

/**
 * The least number of writes a journey has, so that the test can't pass because the hooks no longer fire.
 * A whole close-out takes about 185, an import 35, provisioning 65, an export 40.
 */
describe('a machine that dies at any durable write', () => {
  it.each([
    [closing, 120],
    [importing, 25],
    [provisioning, 25],
    [exporting, 20],
  ])(
    '%# ends its journey as if nothing had happened',
    async (journey, least) => {
      const began = performance.now();
      const { kills, faults } = await killAtEveryWrite(assemblyDir, state, journey);
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      console.log(`${journey.name}: killed at ${kills.length} writes in ${seconds} s`);
      // The first ones tell enough: a fault of every run would fill pages.
      expect(faults.slice(0, 20)).toEqual([]);
      expect(kills.length).toBeGreaterThan(least);
    },
    1_800_000,
  );
});
