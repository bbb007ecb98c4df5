import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import {
  DataDirectoryInUse,
  type DemoAccount,
  groupByTenant,
  holderOf,
  type LocalCloud,
  PortInUse,
  requireFreePort,
  startLocalCloud,
} from '@xuncha/local';
import { hqTenantOf, inTable } from './cloud-table.ts';
import { prepareAssembly } from './prepare-assembly.ts';
import { upgradeData } from './upgrade-data.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SEED_SCRIPT = join(ROOT, 'scripts/seed-demo.ts');
const DEFAULT_PORT = 8080;
const USAGE = `npm start -- [选项]
  --port <n>   端口，默认 ${DEFAULT_PORT}（也可用环境变量 PORT）
  --data <dir> 数据目录，默认 .local
  --fresh      清空数据后启动
  --empty      不写入演示数据
  --brief      演示数据不含过去半年的整改、销号过程（首次启动约快一倍）
  --now <日期> 从这一天的早上开始（如 2025-03-01，宜与 --fresh 或另一个 --data 合用）；用 npm run clock -- 7 拨快 7 天
  --no-policies 不按 IAM 角色判定访问权限（仅用于比较性能）`;

/** What scripts/seed-demo.ts offers: the people of the demonstration, and a function that fills an empty system. */
interface SeedModule {
  readonly DEMO_ACCOUNTS: readonly DemoAccount[];
  readonly HISTORY_MS: number;
  readonly seedDemo: (options: SeedOptions) => Promise<void>;
}

/** Repeating it must be harmless: it is called at every start. */
export interface SeedOptions {
  readonly url: string;
  readonly cloud: LocalCloud;
  readonly say: (line: string) => void;
  /** Tell the months up to now as well: the clock was started `HISTORY_MS` early. */
  readonly history?: boolean;
  /** Tell the story as of now instead of the time in which it was written. */
  readonly inPresent?: boolean;
}

interface StartOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly empty: boolean;
  readonly history: boolean;
  readonly policies: 'enforced' | 'off';
  /** Instant at which the machine's clock starts; the system's own where absent. */
  readonly startsAt?: number;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

/** Six in the morning in Shanghai, before the day's work runs. */
function morningOf(date: string): number {
  const instant = Date.parse(`${date}T06:00:00+08:00`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(instant))
    throw new Error(`日期无效：${date}，应写作 2025-03-01`);
  return instant;
}

function readOptions(): StartOptions {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        data: { type: 'string', default: '.local' },
        fresh: { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        brief: { type: 'boolean', default: false },
        now: { type: 'string' },
        'no-policies': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      say(USAGE);
      process.exit(0);
    }
    const port = Number(values.port ?? process.env.PORT ?? DEFAULT_PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_534)
      throw new Error(`端口无效：${values.port ?? process.env.PORT}`);
    return {
      port,
      dataDir: resolve(ROOT, values.data),
      fresh: values.fresh,
      empty: values.empty,
      history: !values.brief,
      policies: values['no-policies'] ? 'off' : 'enforced',
      startsAt: values.now === undefined ? undefined : morningOf(values.now),
    };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), USAGE);
  }
}

/** Removes the data, but not what was built from the sources. */
function clearData(directory: string): void {
  if (!existsSync(directory)) return;
  const entries = readdirSync(directory);
  // Only a directory of ours is cleared, not one that --data named by mistake.
  if (entries.length > 0 && !entries.some((entry) => ['dynamodb', 'keys', 'logs', 'build'].includes(entry))) {
    fail(`${directory} 不像是本系统的数据目录，未清空。 · Not a data directory of this system; left alone.`);
  }
  for (const entry of entries) {
    if (entry !== 'build') rmSync(join(directory, entry), { recursive: true, force: true });
  }
}

function isSeedModule(module: unknown): module is SeedModule {
  return (
    typeof module === 'object' &&
    module !== null &&
    typeof Reflect.get(module, 'seedDemo') === 'function' &&
    typeof Reflect.get(module, 'HISTORY_MS') === 'number' &&
    Array.isArray(Reflect.get(module, 'DEMO_ACCOUNTS'))
  );
}

async function loadSeed(): Promise<SeedModule | undefined> {
  if (!existsSync(SEED_SCRIPT)) return undefined;
  const module: unknown = await import(SEED_SCRIPT);
  if (!isSeedModule(module))
    throw new Error(`${SEED_SCRIPT} must export DEMO_ACCOUNTS, HISTORY_MS and seedDemo.`);
  return module;
}

function showReady(cloud: LocalCloud, accounts: readonly DemoAccount[], dataDir: string): void {
  say('');
  say(`巡察整改云已启动： ${cloud.url}`);
  if (accounts.length > 0) {
    say('演示账号（打开网页后点选即可登录，无需密码）：');
    for (const [tenant, members] of groupByTenant(accounts)) {
      say(`  ${tenant}`);
      for (const { sub, name, title } of members) say(`    ${sub.padEnd(16)}${name}  ${title}`);
    }
  }
  say(
    `数据：${relative(ROOT, dataDir) || '.'}　日志：${join(relative(ROOT, dataDir), 'logs')}　停止：Ctrl-C`,
  );
}

/** Somebody has asked for the stop: what fails from then on fails because of it. */
let stopping = false;

/** The first signal stops cleanly, a second one at once. */
function stopOnSignal(cloud: LocalCloud): void {
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    say('\n正在停止 · Stopping …');
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(String(error)),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function explain(error: unknown): never {
  if (error instanceof PortInUse) {
    fail(
      `端口 ${error.port} 已被占用。请关闭占用它的程序，或换一个端口：PORT=${error.port + 10} npm start`,
      `Port ${error.port} is in use. Stop what uses it, or choose another: PORT=${error.port + 10} npm start`,
    );
  }
  if (error instanceof DataDirectoryInUse) {
    fail(
      `本系统已在运行（进程 ${error.pid}），同一份数据不能启动两次。`,
      `Already running on this data (process ${error.pid}).`,
    );
  }
  // With its causes: that a fetch failed says nothing without them.
  return fail('启动失败，原因如下。 · The start failed:', inspect(error));
}

/**
 * Stands in a data directory while the past of its demonstration is being told: half of it can't be gone on with, the
 * clock stands where it was told.
 */
const HALF_TOLD = 'demonstration-half-told';

/** Whatever stands there was made by an earlier start for nobody yet. */
function clearHalfTold(directory: string): void {
  const holder = holderOf(directory);
  if (!existsSync(join(directory, HALF_TOLD)) || holder) return;
  say(
    '上次启动在写入演示数据时中断，重新写入。 · The last start was cut off while filling in; beginning anew.',
  );
  clearData(directory);
}

let cloud: LocalCloud | undefined;
try {
  const options = readOptions();
  // Before the build, which takes its time.
  if (options.port !== 0) await requireFreePort(options.port);
  if (options.fresh) clearData(options.dataDir);
  clearHalfTold(options.dataDir);
  const assemblyDir = await prepareAssembly(say);
  const seed = await loadSeed();
  const accounts = seed?.DEMO_ACCOUNTS ?? [];
  const { DYNAMODB_ENDPOINT } = process.env;
  // Only an empty system gets a past: the clock of one that people work with is never set back.
  const history =
    options.history && !options.empty && !DYNAMODB_ENDPOINT && !existsSync(join(options.dataDir, 'dynamodb'));
  const start = history && seed ? (options.startsAt ?? Date.now()) - seed.HISTORY_MS : options.startsAt;
  cloud = await startLocalCloud({
    assemblyDir,
    dataDir: options.dataDir,
    port: options.port,
    policies: options.policies,
    accounts,
    startsAt: start,
    ...(DYNAMODB_ENDPOINT ? { dynamodbEndpoint: DYNAMODB_ENDPOINT } : {}),
  });
  stopOnSignal(cloud);
  const hqTenant = hqTenantOf(cloud);
  await inTable(cloud, (table) => upgradeData({ dataDir: options.dataDir, table, hqTenant, say }));
  const halfTold = join(options.dataDir, HALF_TOLD);
  if (history) writeFileSync(halfTold, '');
  // A clock that was set by hand is in the time somebody wants: the ledger's own, as a rule.
  const inPresent = options.startsAt === undefined;
  if (seed && !options.empty) await seed.seedDemo({ url: cloud.url, cloud, say, history, inPresent });
  rmSync(halfTold, { force: true });
  if (options.startsAt === undefined) cloud.clock.hold();
  showReady(cloud, accounts, options.dataDir);
  if (options.startsAt !== undefined)
    say(`系统时间从 ${new Date(options.startsAt).toISOString()} 开始走；npm run clock -- 7 拨快 7 天。`);
  if (options.policies === 'off') say('注意：未按 IAM 角色判定访问权限（--no-policies）。');
} catch (error) {
  if (!stopping) {
    // Its engine is a process of its own, which would go on.
    await cloud?.stop().catch(() => undefined);
    explain(error);
  }
}
