import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { ok, SYSTEM_ACTOR, systemScope } from '@xuncha/domain';
import { executeOnFinding, type SealSource, vaultSeals } from '@xuncha/store';
import { createNoteChains } from '../../functions/audit/note-chains.ts';
import { createSealer, type SealDeps, type TenantPlaces } from '../../functions/audit/seal.ts';
import { openSigner } from '../../functions/audit/seal-signer.ts';
import { openSealVault, type SealVault } from '../../functions/audit/seal-vault.ts';
import { type KmsServer, startKmsServer } from '../../packages/local/src/kms/kms-server.ts';
import { CredentialStore } from '../../packages/local/src/sts/credentials.ts';
import { HQ_TENANT } from './environment.ts';
import { type TestObjects, VAULT_BUCKET } from './objects.ts';
import { seedAggregate, seedFinding } from './seed-finding.ts';
import { type StreamPump, startStreamPump } from './stream-pump.ts';
import { TEST_REGION, type TestTable } from './table.ts';

const KEY_ARN = `arn:aws-cn:kms:${TEST_REGION}:000000000000:key/seal-key`;

/** The sealer on the embedded engines: changes reach it by the stream, the key lies in the machine's KMS. */
export class SealScene {
  readonly #engine: TestTable;
  readonly #kms: KmsServer;
  readonly #client: KMSClient;
  readonly #pump: StreamPump;
  readonly #keyDir: string;
  readonly vault: SealVault;
  readonly deps: Omit<SealDeps, 'open'>;
  readonly publicKey: string;
  readonly source: SealSource;
  /** Moves the sealer's clock; the engine's stays. */
  now: () => Date = () => new Date();

  private constructor(parts: {
    engine: TestTable;
    objects: TestObjects;
    kms: KmsServer;
    client: KMSClient;
    pump: StreamPump;
    keyDir: string;
    signer: Awaited<ReturnType<typeof openSigner>>;
  }) {
    const { engine, objects, kms, client, pump, keyDir, signer } = parts;
    this.#engine = engine;
    this.#kms = kms;
    this.#client = client;
    this.#pump = pump;
    this.#keyDir = keyDir;
    this.publicKey = signer.publicKey;
    this.source = vaultSeals(objects.client, VAULT_BUCKET, [signer.publicKey]);
    const now = (): Date => this.now();
    this.vault = openSealVault({
      client: objects.client,
      bucket: VAULT_BUCKET,
      lockDays: 1,
      now: () => new Date(),
    });
    this.deps = {
      hqTenant: HQ_TENANT,
      signer: async () => signer,
      stamper: undefined,
      now,
    };
  }

  static async start(engine: TestTable, objects: TestObjects): Promise<SealScene> {
    const keyDir = await mkdtemp(join(tmpdir(), 'xuncha-keys-'));
    const credentials = new CredentialStore(keyDir, Date.now);
    const kms = await startKmsServer({
      keys: [{ name: 'seal-key', arn: KEY_ARN }],
      dataDir: keyDir,
      credentials,
      region: TEST_REGION,
      now: Date.now,
    });
    const client = new KMSClient({
      endpoint: kms.url,
      region: TEST_REGION,
      credentials: credentials.forFunction('sealer', 'role'),
    });
    const note = createNoteChains({ table: engine.table });
    const pump = await startStreamPump(engine, {
      handler: async (event) => {
        await note(event);
        return { batchItemFailures: [] };
      },
      kinds: ['audit'],
      batchSize: 25,
    });
    const signer = await openSigner(client, KEY_ARN);
    return new SealScene({ engine, objects, kms, client, pump, keyDir, signer });
  }

  /** Delivers what happened and seals it. */
  async seal(
    places: Partial<TenantPlaces> = {},
    deps: Partial<SealDeps> = {},
  ): Promise<{ readonly tenants: number; readonly seals: number }> {
    await this.#pump.drain();
    const open = async (): Promise<TenantPlaces> => ({
      table: this.#engine.table,
      vault: this.vault,
      ...places,
    });
    return createSealer({ ...this.deps, open, ...deps })();
  }

  /** Delivers what happened, without sealing. */
  note(): Promise<void> {
    return this.#pump.drain();
  }

  /** A finding with its first event, and as many more as wanted. */
  async finding(tenantId: string, events = 1): Promise<string> {
    const at = new Date().toISOString();
    const finding = await seedFinding(this.#engine.table, seedAggregate({ tenantId, createdAt: at }));
    for (let count = 1; count < events; count += 1) await this.step(tenantId, finding.id);
    return finding.id;
  }

  /** One more event of a finding. */
  async step(tenantId: string, findingId: string, at = new Date().toISOString()): Promise<void> {
    const outcome = await executeOnFinding(this.#engine.table, systemScope('jobs', tenantId), findingId, {
      actor: SYSTEM_ACTOR('jobs'),
      at,
      decide: ({ finding }) => ok({ finding, event: { type: 'finding.edited', data: { at } } }),
      answer: () => ({ status: 200, body: null }),
    });
    if (outcome.kind !== 'done') throw new Error(`the step was ${outcome.kind}`);
  }

  async stop(): Promise<void> {
    this.#pump.stop();
    this.#client.destroy();
    await this.#kms.close();
    await rm(this.#keyDir, { recursive: true, force: true });
  }
}
