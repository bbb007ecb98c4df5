import {
  type Damage,
  damageOf,
  longestRetention,
  type ObservedContent,
  type RetentionClass,
  retainUntil,
  SYSTEM_ACTOR,
  shanghaiDateOf,
  systemScope,
} from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  contentWrite,
  damageWrite,
  executeOnTenant,
  type FixityRun,
  type Item,
  listContentsToCheck,
  listDamages,
  listRegistered,
  mendedWrite,
  openContent,
  readFixityRun,
  saveFixityRun,
  saveFixitySummary,
  type Table,
  type VaultContent,
} from '@xuncha/store';
import { retentionOf } from './store-content.ts';
import type { VaultObjects } from './vault-objects.ts';

/** What a tenant's check works with, bound to that tenant's session. */
export interface CheckDeps {
  readonly table: Table;
  readonly vault: VaultObjects;
}

export interface CheckVaultDeps {
  /** The table with HQ's register of tenants. */
  readonly hqTable: () => Promise<Table>;
  readonly depsOf: (tenantId: string) => Promise<CheckDeps>;
  readonly hqTenant: string;
  readonly now: () => Date;
  readonly limits?: CheckLimits;
}

export interface CheckLimits {
  /** Every file is looked at at least this often. */
  readonly everyDays: number;
  readonly filesPerRun: number;
  readonly rehashBytesPerRun: number;
  /** One file in so many is read back in full. */
  readonly rehashOneIn: number;
}

/**
 * Five runs a night of at most 2,000 files a tenant are 10,000 a night and 300,000 in 30 days, ten times what a large
 * unit gathers in years. A file costs a HEAD (0.0000004 USD), a Query and a write of some 4 units. Reading back stops
 * after 256 MiB a tenant and run, so a run costs the same whatever the tenant holds; one file in 20 is drawn, hence
 * every byte of small and middling files is read once in about two years. S3 itself checks its disks all the time: the
 * reading back proves our records, and finds what a mistaken overwrite left behind.
 */
export const CHECK_LIMITS: CheckLimits = {
  everyDays: 30,
  filesPerRun: 2_000,
  rehashBytesPerRun: 256 * 1024 ** 2,
  rehashOneIn: 20,
};
/** Looks at once: HEAD answers in 20–40 ms, so 2,000 files take some 5 s. */
const PARALLEL = 16;
/** Damages listed on a page; more is one event that people look at in S3. */
const MAX_LISTED = 100;
const DAY_MS = 24 * 3600 * 1000;

type Tally = { -readonly [K in keyof FixityRun]: FixityRun[K] };

/** Goes through the vaults of all tenants, the files longest unseen first. One tenant's failure stops no other. */
export const createCheckVault =
  (deps: CheckVaultDeps) => async (): Promise<{ readonly tenants: number; readonly failed: number }> => {
    const hqTable = await deps.hqTable();
    let tenants = 0;
    let failed = 0;
    let startKey: Item | undefined;
    do {
      const page = await listRegistered(hqTable, deps.hqTenant, { limit: 100, startKey });
      for (const { tenantId, status } of page.tenants) {
        if (status === 'provisioning') continue;
        tenants += 1;
        try {
          await checkTenant(tenantId, deps);
        } catch (error) {
          failed += 1;
          log('error', 'vault_check_failed', { tenant: tenantId, ...errorFields(error) });
        }
      }
      startKey = page.lastKey;
    } while (startKey);
    if (failed > 0) throw new Error(`the vaults of ${failed} of ${tenants} tenants could not be checked`);
    return { tenants, failed };
  };

/**
 * One slice of a tenant's vault. What was checked moves to the end of the order with its own write, so a run that
 * breaks off anywhere has lost nothing, and the next goes on behind it.
 */
const checkTenant = async (tenantId: string, deps: CheckVaultDeps): Promise<void> => {
  const limits = deps.limits ?? CHECK_LIMITS;
  const { table, vault } = await deps.depsOf(tenantId);
  const now = deps.now();
  const at = now.toISOString();
  const date = shanghaiDateOf(now);
  const before = new Date(now.getTime() - limits.everyDays * DAY_MS).toISOString();
  const due = await listContentsToCheck(table, tenantId, { before, limit: limits.filesPerRun + 1 });
  const tally: Tally = {
    ...((await readFixityRun(table, tenantId, date)) ?? {
      date,
      startedAt: at,
      checked: 0,
      rehashed: 0,
      rehashedBytes: 0,
      damaged: 0,
      missing: 0,
      renewed: 0,
    }),
    finishedAt: at,
    left: due.length > limits.filesPerRun,
  };
  const check = new ContentCheck({ table, vault, tenantId, at, limits, tally });
  const waiting = due.slice(0, limits.filesPerRun);
  const work = async (): Promise<void> => {
    for (let content = waiting.shift(); content; content = waiting.shift()) await check.run(content);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  tally.finishedAt = deps.now().toISOString();
  await saveFixityRun(table, tenantId, tally);
  const open = await listDamages(table, tenantId, MAX_LISTED);
  await saveFixitySummary(table, deps.hqTenant, { tenantId, ...tally, openDamages: open.length });
  log('info', 'vault_checked', { tenant: tenantId, ...tally });
};

interface CheckContext extends CheckDeps {
  readonly tenantId: string;
  readonly at: string;
  readonly limits: CheckLimits;
  readonly tally: Tally;
}

class ContentCheck {
  readonly #context: CheckContext;
  readonly #retentions = new Map<string, Promise<RetentionClass>>();
  #budget: number;

  constructor(context: CheckContext) {
    this.#context = context;
    this.#budget = context.limits.rehashBytesPerRun;
  }

  async run({ sha256 }: VaultContent): Promise<void> {
    const { table, vault, tenantId, tally } = this.#context;
    const opened = await openContent(table, tenantId, sha256);
    if (!opened) return;
    const { content, held } = opened;
    const observed = await vault.look(content.vaultKey);
    const rehashed = observed && (await this.#rehash(content));
    const damage = damageOf({ ...content, held }, observed, rehashed);
    tally.checked += 1;
    const renewed = observed && !damage ? await this.#renew(content, observed, held) : undefined;
    await this.#record(content, {
      damage,
      retainUntil: renewed ?? content.retainUntil,
      rehashed: rehashed !== undefined,
    });
  }

  /** Reads a drawn file back; a file the draw did not hit, or for which no budget is left, is believed to its checksum. */
  async #rehash({ sha256, vaultKey, size }: VaultContent): Promise<string | undefined> {
    const { limits, vault, tally } = this.#context;
    if (this.#budget <= 0 || Math.random() * limits.rehashOneIn >= 1) return undefined;
    this.#budget -= size;
    try {
      const hash = await vault.rehash(vaultKey);
      tally.rehashed += 1;
      tally.rehashedBytes += size;
      return hash;
    } catch (error) {
      log('error', 'vault_unreadable', { tenant: this.#context.tenantId, sha256, ...errorFields(error) });
      // What S3 does not hand out is damaged, whatever its checksum says.
      return '';
    }
  }

  /** Lengthens the lock to what the class asks for today, and sets the hold as recorded. */
  async #renew(content: VaultContent, observed: ObservedContent, held: boolean): Promise<string | undefined> {
    const { vault, tally, at } = this.#context;
    const retention = longestRetention(content.retention, await this.#retentionOf(content.batchId));
    const wanted = retainUntil(retention, content.storedAt, at);
    if (observed.held !== held) {
      await vault.hold(content.vaultKey, held);
      tally.renewed += 1;
    }
    if (observed.retainUntil && observed.retainUntil >= wanted) return observed.retainUntil;
    await vault.retain(content.vaultKey, wanted);
    tally.renewed += 1;
    return wanted;
  }

  #retentionOf(batchId: string): Promise<RetentionClass> {
    const { table, tenantId } = this.#context;
    const known = this.#retentions.get(batchId) ?? retentionOf(table, tenantId, batchId);
    this.#retentions.set(batchId, known);
    return known;
  }

  async #record(
    content: VaultContent,
    found: { readonly damage: Damage | undefined; readonly retainUntil: string; readonly rehashed: boolean },
  ): Promise<void> {
    const { table, at } = this.#context;
    const { damage } = found;
    const after: VaultContent = {
      ...content,
      checkedAt: at,
      retainUntil: found.retainUntil,
      ...(found.rehashed ? { rehashedAt: at } : {}),
      damage: damage && { ...damage, foundAt: content.damage?.foundAt ?? at },
    };
    const write = contentWrite(content, after);
    if (damage?.code === content.damage?.code) return table.put(write);
    await this.#tell(content, damage, write);
  }

  /** A damage found or mended is an event of the unit's own chain, in one transaction with the record. */
  async #tell(
    content: VaultContent,
    damage: Damage | undefined,
    write: ReturnType<typeof contentWrite>,
  ): Promise<void> {
    const { table, tenantId, at, tally } = this.#context;
    const { sha256, findingId, evidenceId, fileName } = content;
    const place = { sha256, findingId, evidenceId, fileName };
    await executeOnTenant(table, systemScope('evidence', tenantId), {
      actor: SYSTEM_ACTOR('evidence'),
      at,
      event: {
        type: damage ? 'vault.damaged' : 'vault.mended',
        data: { ...place, ...(damage ? { code: damage.code } : {}) },
      },
      beside: [
        write,
        damage ? damageWrite(tenantId, { ...place, ...damage, foundAt: at }) : mendedWrite(tenantId, sha256),
      ],
      answer: { status: 200, body: null },
    });
    if (!damage) return;
    tally.damaged += 1;
    if (damage.code === 'missing') tally.missing += 1;
    log('error', 'vault_damaged', { tenant: tenantId, ...place, damage: damage.code });
  }
}
