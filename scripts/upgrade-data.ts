import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Table } from '@xuncha/store';
import { completeBatches } from '../functions/jobs/complete-batches.ts';
import { noteRounds } from '../functions/projections/rebuild.ts';
import { rebuildAskedExtensions } from '../functions/projections/rebuild-asked-extensions.ts';
import { readyTenants, rebuildLogins } from '../functions/projections/rebuild-logins.ts';
import { rebuildWordings } from '../functions/projections/rebuild-wordings.ts';

/** What data of an older version needs once. A name stands in the data directory when its step is done. */
const STEPS: Readonly<Record<string, (options: UpgradeOptions) => Promise<void>>> = {
  // The directory came after the first versions; until it is made, nobody has a place, not even an administrator.
  'login-directory': async ({ table, hqTenant, say }) => {
    let repaired = 0;
    for (const tenantId of [hqTenant, ...(await readyTenants(table, hqTenant))]) {
      const { differences, left } = await rebuildLogins(table, tenantId);
      if (left > 0) throw new Error(`${tenantId}：登录目录未能补全，请再次启动。`);
      repaired += differences;
    }
    if (repaired > 0) say(`已按新版本补全登录目录 ${repaired} 处 · Login directory brought up to date.`);
  },
  // Findings closed before recurrences were looked for (I07) have no pointer to be compared by.
  'closed-wordings': async ({ table, hqTenant, say }) => {
    let made = 0;
    for (const tenantId of await readyTenants(table, hqTenant))
      made += (await rebuildWordings(table, tenantId)).repaired;
    if (made > 0) say(`已补齐边改边犯比对线索 ${made} 条 · Closed findings can be compared with later ones.`);
  },
  // Requests for another date whose deciders were not reminded by their own limit (F04).
  'asked-extensions': async ({ table, hqTenant, say }) => {
    let made = 0;
    for (const tenantId of await readyTenants(table, hqTenant))
      made += (await rebuildAskedExtensions(table, tenantId)).repaired;
    if (made > 0) say(`已补齐待审批延期申请的提醒线索 ${made} 条 · Deciders of extensions are reminded.`);
  },
  // Batches published before plans (E04) and report duties (H01–H03) came, as far as something of them is open.
  'plans-and-duties': async ({ table, hqTenant, say }) => {
    const made = { plans: 0, duties: 0 };
    for (const tenantId of await readyTenants(table, hqTenant)) {
      const { plans, duties } = await completeBatches({ table, tenantId, at: new Date().toISOString() });
      made.plans += plans;
      made.duties += duties;
    }
    if (made.plans + made.duties > 0)
      say(
        `已补齐整改方案 ${made.plans} 份、报告任务 ${made.duties} 项 · Plans and report duties of earlier batches made.`,
      );
  },
  // Batches published before HQ kept a list of rounds to limit auditors to (A06).
  rounds: async ({ table, hqTenant }) => {
    for (const tenantId of await readyTenants(table, hqTenant)) await noteRounds(table, hqTenant, tenantId);
  },
};

export interface UpgradeOptions {
  readonly dataDir: string;
  readonly table: Table;
  readonly hqTenant: string;
  readonly say: (line: string) => void;
}

const doneIn = (file: string): string[] => {
  if (!existsSync(file)) return [];
  const done: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(done) ? done.filter((name) => typeof name === 'string') : [];
};

/** Brings data of an older version up to date at the start. Each step may be repeated: an interrupted one is. */
export const upgradeData = async (options: UpgradeOptions): Promise<void> => {
  const file = join(options.dataDir, 'upgrades.json');
  const done = doneIn(file);
  for (const [name, step] of Object.entries(STEPS)) {
    if (done.includes(name)) continue;
    await step(options);
    done.push(name);
    writeFileSync(`${file}.new`, JSON.stringify(done));
    renameSync(`${file}.new`, file);
  }
};
