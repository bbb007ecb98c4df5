import { writeFile } from 'node:fs/promises';
import { verifyArchive } from '@xuncha/archive';
import type { AuditEvent } from '@xuncha/domain';
import { ARCHIVES, contentOf, IMPORTS, keys, readDocument, readTenant } from '@xuncha/store';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { until } from '../journeys/bench.ts';
import { closeOut, commitImport, findingOf, provision } from '../journeys/steps.ts';
import { besides, type KilledJourney } from './every-write.ts';
import type { MortalMachine } from './mortal-machine.ts';

/** The four journeys on which the machine dies, and what must be true of each in the end. */

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

export const closing: KilledJourney = {
  name: 'closeout',
  run: async (machine, { ready, cast }) => void (await closeOut(machine, ready, cast)),
  check: async (machine, { ready, cast }, { executions, statesEntered }) => {
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
      // A token completed before its decision stands in the table would send the workflow to a gate and back.
      ...expectEqual(
        'gate states entered',
        await statesEntered(all.find(({ name }) => name === `${finding.caseIds[0]}-1`)),
        ['EvidenceCheck', 'Consultation', 'PartyCommittee', 'LeadingGroup'],
      ),
    ];
  },
};

export const importing: KilledJourney = {
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

export const provisioning: KilledJourney = {
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

export const exporting: KilledJourney = {
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
