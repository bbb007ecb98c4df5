import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { needsIdempotencyKey, OPERATION_IDS, type OperationId, operationOf } from '@xuncha/contracts';
import { canonicalJson, ROLE_NAMES, roleFits } from '@xuncha/domain';
import { type LocalCloud, readAssembly, startLocalCloud } from '@xuncha/local';
import { memberWrite, newId, openTable } from '@xuncha/store';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE_OPTIONS } from '../../infra/constructs/function-bundle.ts';
import { foundGroup, openTenant } from '../engine/tenants.ts';
import { dynamoOf, frozenAssembly, tableNameOf, until } from '../journeys/bench.ts';
import type { Orders } from './intruder.fixture.ts';
import { sampleBody, sampleParams } from './sample-input.ts';
import { CAPABILITIES, FOREIGN, OWN, seedOwn, seedStates } from './scene.ts';

/**
 * The last line of defence: every API function is replaced by one whose authorisation has been taken out (a scope for
 * whatever tenant the path names, no look at foreign tenants). What is left is the session of the request, and the roles
 * of the assembly, which the machine enforces.
 */
const PATCHES: readonly (readonly [file: RegExp, before: string, after: string])[] = [
  [
    /packages\/domain\/src\/authz\/authorize\.ts$/,
    'const reach = reachFor(principal, action);',
    "const reach = 'group' as Reach; if (reach) return ok({ tenantId, action, reach, principal } as Omit<TenantScope, typeof scopeBrand> as TenantScope);",
  ],
  [
    /functions\/api\/foreign-tenant\.ts$/,
    'if (scope.tenantId === scope.principal.tenantId) return;',
    'if (scope) return;',
  ],
];

const withoutAuthorisation = (applied: Set<string>): Plugin => ({
  name: 'without-authorisation',
  setup(bundler) {
    for (const [filter, before, after] of PATCHES)
      bundler.onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(before)) throw new Error(`${path} has changed: the patch does not fit`);
        applied.add(before);
        return { contents: source.replace(before, after), loader: 'ts' };
      });
  },
});

const ROOT = join(import.meta.dirname, '../..');

/** The patched function; told to by a header, the intruder answers instead. */
const entryWith = (capability: string): string => `
  import { handler as patched } from './functions/api/${capability}/${capability}.lambda.ts';
  import { intrude } from './test/isolation/intruder.fixture.ts';
  export const handler = (event, context) =>
    Object.keys(event.headers).some((name) => name.toLowerCase() === 'x-intruder') ? intrude(event) : patched(event, context);
`;

/** Replaces the bundles of all API functions of an assembly. */
const patchAssembly = async (assembly: string): Promise<void> => {
  const { functions } = readAssembly(assembly, { region: 'cn-north-1', accountId: '000000000000' });
  const applied = new Set<string>();
  for (const capability of CAPABILITIES) {
    const name = capability.charAt(0).toUpperCase() + capability.slice(1);
    const deployed = functions.find(({ logicalId }) => new RegExp(`^${name}[0-9A-F]{8}$`).test(logicalId));
    if (!deployed?.bundle) throw new Error(`the assembly has no function for ${capability}`);
    const { outputFiles } = await build({
      ...BUNDLE_OPTIONS,
      stdin: { contents: entryWith(capability), resolveDir: ROOT, sourcefile: 'entry.ts', loader: 'ts' },
      outfile: 'index.mjs',
      outExtension: undefined,
      plugins: [withoutAuthorisation(applied)],
    });
    const [bundle] = outputFiles;
    if (!bundle) throw new Error('esbuild made nothing');
    writeFileSync(join(deployed.bundle, 'index.mjs'), bundle.contents);
  }
  expect(applied.size).toBe(PATCHES.length);
};

const HOUR_MS = 3_600_000;
/** Five past the hour: no hourly or nightly task changes the other tenant's items while they are compared. */
const quietTime = (): number => Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 5 * 60_000;

const STRANGER = 'stranger';
const ACCOUNT = { sub: STRANGER, name: '外单位人员', title: '单位管理员', tenant: FOREIGN };

interface Scene {
  readonly cloud: LocalCloud;
  readonly existing: Readonly<Record<string, string>>;
  ask(id: OperationId, tenantId: string): Promise<{ readonly status: number; readonly code?: string }>;
  /** Has the intruder in a function try what it is told; the status of each attempt. */
  intrude(orders: Orders): Promise<Readonly<Record<string, number>>>;
  /** Everything of the other tenant, as it lies in the table. */
  stored(): Promise<string[]>;
  stop(): Promise<void>;
}

const startScene = async (assembly: string, policies: 'enforced' | 'off'): Promise<Scene> => {
  const directory = mkdtempSync(join(tmpdir(), 'xuncha-patched-'));
  const dataDir = join(directory, 'data');
  const cloud = await startLocalCloud({
    assemblyDir: assembly,
    dataDir,
    port: 0,
    accounts: [ACCOUNT],
    quiet: true,
    policies,
    startsAt: quietTime(),
  });
  const client = dynamoOf(cloud);
  const table = openTable(client, tableNameOf(cloud));
  await foundGroup(table);
  for (const tenantId of [OWN, FOREIGN])
    await openTenant(table, { tenantId, name: tenantId, departments: ['物资管理部'] });
  const existing = await seedOwn(table);
  await seedStates(table, existing);
  const roles = ROLE_NAMES.filter((role) => roleFits(role, 'subsidiary'));
  const id = newId();
  await table.transact([
    memberWrite({
      tenantId: FOREIGN,
      id,
      userId: STRANGER,
      login: STRANGER,
      name: '外单位人员',
      roles,
      status: 'active',
      validTo: '2999-12-31',
    }),
  ]);
  const send = async (operation: OperationId, tenantId: string): Promise<Response> => {
    const { method, path, ifMatch } = operationOf(operation);
    const params = sampleParams(operation, tenantId, { ...existing });
    const body = sampleBody(operation);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => params[name] ?? '');
    return await fetch(`${cloud.url}${filled}`, {
      method,
      headers: {
        authorization: `Bearer ${await cloud.tokenFor(STRANGER)}`,
        'content-type': 'application/json',
        ...(needsIdempotencyKey({ method }) ? { 'idempotency-key': newId() } : {}),
        ...(ifMatch ? { 'if-match': '"v1"' } : {}),
      },
      ...(method === 'GET' || body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  await until('the stranger to be known', async () =>
    (await send('tenants.get', FOREIGN)).status === 200 ? true : undefined,
  );
  await cloud.drain();
  return {
    cloud,
    existing,
    async ask(operation, tenantId) {
      const answer = await send(operation, tenantId);
      const { code } = (await answer.json()) as { code?: string };
      return { status: answer.status, ...(code ? { code } : {}) };
    },
    async intrude(orders) {
      const answer = await fetch(`${cloud.url}/v1/tenants/${FOREIGN}/acknowledgements`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await cloud.tokenFor(STRANGER)}`,
          'content-type': 'application/json',
          'x-intruder': 'yes',
        },
        body: JSON.stringify(orders),
      });
      if (answer.status !== 200)
        throw new Error(`the intruder answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Record<string, number>;
    },
    async stored() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: tableNameOf(cloud) }));
      return (
        Items.filter(({ pk }) => pk?.S?.startsWith(`T#${OWN}#`))
          // As they come from the table: sets and packed lines are no JSON once they are unmarshalled.
          .map((item) => canonicalJson(JSON.parse(JSON.stringify(item))))
          .toSorted()
      );
    },
    async stop() {
      client.destroy();
      await cloud.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** A file of a tenant in each bucket, and a restricted one. */
const filesOf = ({ model }: LocalCloud, tenantId: string) =>
  ['Intake', 'Vault', 'Archive'].flatMap((name) => {
    const found = model.buckets.find(({ logicalId }) => logicalId.startsWith(`${name}Bucket`));
    if (!found) throw new Error(`the assembly has no bucket ${name}`);
    return ['papers/1', 'restricted/1'].map((path) => ({ bucket: found.name, key: `t/${tenantId}/${path}` }));
  });

const ordersFor = (cloud: LocalCloud, tenantId: string, as: Orders['as']): Orders => {
  const [intake] = filesOf(cloud, FOREIGN);
  if (!intake) throw new Error('there is no intake');
  return {
    as,
    table: tableNameOf(cloud),
    partition: `T#${tenantId}#TENANT`,
    files: filesOf(cloud, tenantId),
    loot: { bucket: intake.bucket, key: `t/${FOREIGN}/papers/loot` },
  };
};

/** The operator's view of the files. */
const filesBehind = ({ endpoints, region, credentials }: LocalCloud) => {
  const client = new S3Client({ endpoint: endpoints.s3, region, credentials, forcePathStyle: true });
  return {
    async put(files: Orders['files']): Promise<void> {
      for (const { bucket: Bucket, key: Key } of files)
        await client.send(new PutObjectCommand({ Bucket, Key, Body: Key, ChecksumAlgorithm: 'SHA256' }));
    },
    async all(buckets: readonly string[]): Promise<string[]> {
      const found: string[] = [];
      for (const Bucket of new Set(buckets)) {
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
        for (const { Key } of Contents) {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
          found.push(`${Bucket}/${Key}: ${await Body?.transformToString()}`);
        }
      }
      return found;
    },
    close: () => client.destroy(),
  };
};

/** The sample of a Word form is the same for everybody: it holds no data, and reaches for none. */
const WITHOUT_DATA: readonly OperationId[] = ['planTemplates.sample'];
const AIMED = OPERATION_IDS.filter(
  (id) => operationOf(id).path.includes('{tenantId}') && !WITHOUT_DATA.includes(id),
);

describe('an API function without authorisation', { timeout: 300_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'xuncha-patched-assembly-'));
  let assembly = '';
  beforeAll(async () => {
    assembly = await frozenAssembly(directory);
    await patchAssembly(assembly);
  }, 300_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('gets nothing of another tenant, and changes nothing there, whatever it is asked for', async () => {
    const scene = await startScene(assembly, 'enforced');
    try {
      const before = await scene.stored();
      expect(before.length).toBeGreaterThan(20);
      // The function itself works: at home everything is there.
      expect((await scene.ask('findings.list', FOREIGN)).status).toBe(200);
      const answers = new Map<OperationId, { status: number; code?: string }>();
      for (const id of AIMED) answers.set(id, await scene.ask(id, OWN));
      const letThrough = [...answers].filter(([, { status }]) => status < 400 || status >= 500);
      expect(letThrough).toEqual([]);
      const refused = [...answers.values()].filter(({ code }) => code === 'not_found');
      // A few are refused for their sample input before they reach for data.
      expect(refused.length / answers.size).toBeGreaterThan(0.8);
      await scene.cloud.drain();
      expect(await scene.stored()).toEqual(before);
    } finally {
      await scene.stop();
    }
  });

  it('gets no file and no item even when foreign code asks S3 and the table itself', async () => {
    const scene = await startScene(assembly, 'enforced');
    const { cloud } = scene;
    const files = filesBehind(cloud);
    try {
      const theirs = filesOf(cloud, OWN);
      const ours = filesOf(cloud, FOREIGN);
      await files.put([...theirs, ...ours]);
      const buckets = theirs.map(({ bucket }) => bucket);
      const before = await files.all(buckets);
      expect(before).toHaveLength(12);
      const table = await scene.stored();
      const refused = (seen: Readonly<Record<string, number>>) =>
        // DynamoDB refuses with 400, S3 with 403.
        Object.entries(seen).filter(([name, status]) => status !== (name.startsWith('table ') ? 400 : 403));
      for (const as of ['session', 'function'] as const) {
        const seen = await scene.intrude(ordersFor(cloud, OWN, as));
        expect(Object.keys(seen)).toHaveLength(63);
        expect(refused(seen), as).toEqual([]);
      }
      // The function's own role reaches nothing at home either, and the session no restricted file.
      expect(refused(await scene.intrude(ordersFor(cloud, FOREIGN, 'function')))).toEqual([]);
      const home = Object.entries(await scene.intrude(ordersFor(cloud, FOREIGN, 'session')));
      const open = home.filter(([, status]) => status < 400).map(([name]) => name);
      expect(open.filter((name) => name.includes('restricted') && !name.startsWith('list tenant'))).toEqual(
        [],
      );
      for (const done of ['table Query', 'get ', 'put ', 'fetch by address '])
        expect(
          open.some((name) => name.startsWith(done)),
          done,
        ).toBe(true);
      const after = await files.all(buckets);
      expect(after.filter((file) => file.includes(`/t/${OWN}/`))).toEqual(
        before.filter((file) => file.includes(`/t/${OWN}/`)),
      );
      expect(await scene.stored()).toEqual(table);
    } finally {
      files.close();
      await scene.stop();
    }
  });

  it('would get it all without the roles: the patch does take the authorisation out', async () => {
    const scene = await startScene(assembly, 'off');
    try {
      for (const id of ['findings.list', 'findings.get', 'members.list', 'overview.get'] as const)
        expect((await scene.ask(id, OWN)).status, id).toBe(200);
      const files = filesBehind(scene.cloud);
      await files.put(filesOf(scene.cloud, OWN));
      files.close();
      const seen = await scene.intrude(ordersFor(scene.cloud, OWN, 'session'));
      const done = Object.entries(seen).filter(([, status]) => status < 300);
      expect(done.length).toBeGreaterThan(50);
    } finally {
      await scene.stop();
    }
  });
});
