import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { startLocalCloud } from '@xuncha/local';
import { openDataObjects } from '@xuncha/local/data-objects';
import { openDataTable } from '@xuncha/local/data-table';
import { ARCHIVES, type ArchiveExport, openTable, readDocument } from '@xuncha/store';
import { hqTenantOf } from '../../scripts/cloud-table.ts';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { GROUP_PEOPLE, UNIT_PEOPLE } from '../../scripts/demo/people.ts';
import { MortalMachine } from '../crash/mortal-machine.ts';
import { frozenAssembly, soundBench, tableNameOf } from '../journeys/bench.ts';
import { addPeople, foundGroup, provision } from '../journeys/steps.ts';
import { type GeneratedUnit, generateUnit, type UnitSize } from './generated-unit.ts';
import { memberOf, READERS } from './independent-readers.ts';
import type { Invocation } from './own-process.fixture.ts';
import { giveOwnProcess, invocationsOf } from './own-process.ts';

/**
 * A generated group of up to three units on the machine that `npm start` runs: every unit is exported through the API, the
 * machine is killed by force twice while it builds, and every archive is read by programs that don't know us.
 */

const EXPORTER = 'hq-inspection';
const BUILDER = 'BuildArchive';
const PACKER = 'PackFinding';
/** Streams of 2,000 findings are digested within minutes. */
const DIGEST_MS = 1_800_000;

export interface GroupExportOptions {
  readonly directory: string;
  readonly size: UnitSize;
  /** How many of the group's three units there are. */
  readonly units?: number;
  readonly tell: (line: string) => void;
}

export interface ReadArchive {
  readonly tenantId: string;
  readonly no: string;
  readonly status: ArchiveExport['status'];
  readonly bytes: number;
  /** Seconds each reader took; one that found something wrong throws before. */
  readonly readers: Readonly<Record<string, number>>;
  /** Generated files whose SHA-256 is not in the manifest. */
  readonly lost: readonly string[];
}

export interface GroupExport {
  readonly units: readonly Omit<GeneratedUnit, 'contents'>[];
  /** What was being built when the machine was killed. */
  readonly kills: readonly string[];
  readonly invocations: readonly Invocation[];
  readonly archives: readonly ReadArchive[];
  readonly deadLetters: number;
  readonly seconds: Readonly<Record<'generating' | 'packing' | 'exporting' | 'reading', number>>;
}

export const exportGroup = async ({
  directory,
  size,
  units: wanted = UNITS.length,
  tell,
}: GroupExportOptions): Promise<GroupExport> => {
  const assemblyDir = await frozenAssembly(directory);
  const dataDir = join(directory, 'data');
  for (const name of [BUILDER, PACKER]) giveOwnProcess(assemblyDir, name);
  const seconds = { generating: 0, packing: 0, exporting: 0, reading: 0 };
  const timed = async <T>(what: keyof typeof seconds, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    seconds[what] = (performance.now() - began) / 1000;
    tell(`${what}: ${seconds[what].toFixed(1)} s`);
    return result;
  };
  const group = await foundUnits(assemblyDir, dataDir, UNITS.slice(0, wanted));
  const { hqTenant } = group;
  const units = await timed('generating', () => generateUnits(dataDir, group, size));
  await timed('packing', () => digest(assemblyDir, dataDir));
  const machine = new MortalMachine({ assemblyDir, dataDir, hqTenant, logins: [EXPORTER], dieAt: 0 });
  try {
    const { kills, records } = await timed('exporting', () => exportKilledTwice(machine, units, tell));
    const archives = await timed('reading', async () => {
      const read: ReadArchive[] = [];
      for (const [index, unit] of units.entries())
        read.push(await readArchive(machine, unit, records[index], directory, tell));
      return read;
    });
    const { deadLetters } = await machine.rest();
    return {
      units: units.map(({ contents: _hashes, ...unit }) => unit),
      kills,
      invocations: [BUILDER, PACKER].flatMap((name) => invocationsOf(assemblyDir, name)),
      archives,
      deadLetters,
      seconds,
    };
  } finally {
    await machine.bury();
  }
};

interface Group {
  readonly hqTenant: string;
  readonly tableName: string;
  readonly vaultBucket: string;
  readonly tenants: readonly string[];
}

const sleepingMachine = (assemblyDir: string, dataDir: string) =>
  startLocalCloud({ assemblyDir, dataDir, port: 0, accounts: [], quiet: true });

/** The group and its units, founded through the API. */
const foundUnits = async (
  assemblyDir: string,
  dataDir: string,
  wanted: readonly (typeof UNITS)[number][],
): Promise<Group> => {
  const cloud = await sleepingMachine(assemblyDir, dataDir);
  try {
    const bench = soundBench(cloud);
    await foundGroup(bench);
    const hq = GROUP_PEOPLE.filter(({ login }) => login === EXPORTER);
    await addPeople(bench.as('hq-admin'), bench.hqTenant, hq, '2025-03-03');
    for (const unit of wanted) {
      const [admin] = UNIT_PEOPLE[unit.code] ?? [];
      if (!admin) throw new Error(`${unit.code} has no administrator`);
      await provision(bench, unit, admin);
    }
    await cloud.drain();
    const vaultBucket = cloud.model.functions
      .map(({ environment }) => environment.VAULT_BUCKET)
      .find(Boolean);
    if (!vaultBucket) throw new Error('no function of the assembly names the vault');
    const tenants = wanted.map(({ code }) => code);
    return { hqTenant: hqTenantOf(cloud), tableName: tableNameOf(cloud), vaultBucket, tenants };
  } finally {
    await cloud.stop();
  }
};

/** Into table and vault of the machine that stands still; what follows from it is digested when it starts again. */
const generateUnits = async (dataDir: string, group: Group, size: UnitSize): Promise<GeneratedUnit[]> => {
  const data = await openDataTable(dataDir);
  const objects = await openDataObjects(dataDir);
  const { endpoint, region, credentials } = data;
  const dynamo = new DynamoDBClient({ endpoint, region, credentials });
  const s3 = new S3Client({
    endpoint: objects.endpoint,
    region: objects.region,
    credentials: objects.credentials,
  });
  try {
    const { vaultBucket, hqTenant, tableName } = group;
    const engines = { table: openTable(dynamo, tableName), s3, vaultBucket, hqTenant };
    return await Promise.all(group.tenants.map((tenantId) => generateUnit(engines, tenantId, size)));
  } finally {
    s3.destroy();
    dynamo.destroy();
    await objects.close();
    await data.close();
  }
};

/** Inboxes, counters, workflows that find their case decided, and packs of the closed findings. */
const digest = async (assemblyDir: string, dataDir: string): Promise<void> => {
  const cloud = await sleepingMachine(assemblyDir, dataDir);
  try {
    await cloud.drain(DIGEST_MS);
    const letters = cloud.deadLetters();
    if (letters.length > 0) throw new Error(`dead letters: ${JSON.stringify(letters[0])}`);
  } finally {
    await cloud.stop();
  }
};

interface KilledExports {
  readonly kills: readonly string[];
  /** In the order of the units. */
  readonly records: readonly ArchiveExport[];
}

/** The first death comes while findings are gathered, the second while an archive is composed. */
const DEATHS: readonly (readonly ArchivePositionStep[])[] = [['gather', 'seal'], ['compose']];
type ArchivePositionStep = NonNullable<ArchiveExport['position']>['step'];

const exportKilledTwice = async (
  machine: MortalMachine,
  units: readonly GeneratedUnit[],
  tell: (line: string) => void,
): Promise<KilledExports> => {
  const client = machine.as(EXPORTER);
  const ids = await Promise.all(
    units.map(async ({ tenantId }) => {
      const body = { scope: { kind: 'tenant' as const }, purpose: '年度归档' };
      return { tenantId, id: (await client.call('archives.export', { params: { tenantId }, body })).data.id };
    }),
  );
  const look = (): Promise<ArchiveExport[]> =>
    machine.read(async (table) => {
      const found = await Promise.all(
        ids.map(({ tenantId, id }) => readDocument(table, ARCHIVES, tenantId, id)),
      );
      return found.filter((record) => record !== undefined);
    });
  const kills: string[] = [];
  for (const steps of DEATHS) {
    const seen = await looked(look, (records) =>
      records.some(
        ({ status, position }) => status === 'building' && position && steps.includes(position.step),
      ),
    );
    if (!seen) break;
    kills.push(
      seen.map(({ tenantId, status, position }) => `${tenantId} ${position?.step ?? status}`).join(', '),
    );
    await machine.kill();
    tell(`killed: ${kills.at(-1)}`);
  }
  const records = await looked(look, () => false);
  return { kills, records: records ?? (await look()) };
};

/** Looks until something is to be seen; undefined when everything came to its end before. */
const looked = async (
  look: () => Promise<ArchiveExport[]>,
  wanted: (records: readonly ArchiveExport[]) => boolean,
): Promise<ArchiveExport[] | undefined> => {
  for (;;) {
    const records = await look();
    if (wanted(records)) return records;
    if (records.every(({ status }) => status === 'ready' || status === 'failed')) return undefined;
    await pause(20);
  }
};

const readArchive = async (
  machine: MortalMachine,
  unit: GeneratedUnit,
  record: ArchiveExport | undefined,
  directory: string,
  tell: (line: string) => void,
): Promise<ReadArchive> => {
  const { tenantId } = unit;
  if (record?.status !== 'ready')
    throw new Error(`${tenantId}: ${record?.problem?.message ?? record?.status}`);
  const params = { tenantId, archiveId: record.id };
  const { data: link } = await machine.as(EXPORTER).call('archives.download', { params });
  const archive = join(directory, `${tenantId}.zip`);
  const { body } = await fetch(link.url);
  if (!body) throw new Error('the download has no body');
  await writeFile(archive, body);
  const readers: Record<string, number> = {};
  for (const { name, present, read } of READERS) {
    if (!present()) {
      tell(`${name} is not installed: left out`);
      continue;
    }
    const began = performance.now();
    await read(archive);
    readers[name] = (performance.now() - began) / 1000;
  }
  const manifest = (await memberOf(archive, '/manifest-sha256.txt')).toString('utf8');
  const listed = new Set(manifest.split('\n').map((line) => line.slice(0, 64)));
  const { size: bytes } = await stat(archive);
  const lost = unit.contents.filter((sha256) => !listed.has(sha256));
  tell(`${tenantId}: ${(bytes / 1e6).toFixed(0)} MB read by ${Object.keys(readers).length} readers`);
  return { tenantId, no: record.no, status: record.status, bytes, readers, lost };
};
