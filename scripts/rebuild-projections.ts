// `npm run rebuild`: makes inboxes and numbers again from the findings, the login directory from the people, and puts
// right what differs.
import { parseArgs } from 'node:util';
import { shanghaiDateOf } from '@xuncha/domain';
import { openTable, type Table } from '@xuncha/store';
import { completeBatches } from '../functions/jobs/complete-batches.ts';
import { type Difference, type RebuildReport, rebuildProjections } from '../functions/projections/rebuild.ts';
import { rebuildAskedExtensions } from '../functions/projections/rebuild-asked-extensions.ts';
import { type LoginReport, readyTenants, rebuildLogins } from '../functions/projections/rebuild-logins.ts';
import { rebuildWordings } from '../functions/projections/rebuild-wordings.ts';
import { stageSettings } from '../infra/stage-settings.ts';
import { openOperatorTable, TABLE_OPTIONS, TABLE_USAGE } from './operator-table.ts';

const USAGE = `npm run rebuild -- [选项]
由各问题的现状重新推算待办、计数和汇总，由人员和代理重新推算登录目录，与表中的比对并改正；补齐早先发布的批次所缺的
整改方案和报告任务，早先销号的问题的边改边犯比对线索，以及待审批延期申请的提醒线索。系统可以同时运行。
  --tenant <代码>   只处理一个单位；不写则处理集团登记的全部单位
  --hq <代码>       集团的单位代码，默认取环境变量 HQ_TENANT
  --check          只比对，不改正（有差异时退出码为 1）
  --settle <秒>    计数须在这段时间内没有写入才比对，默认 5；须长于数据流的延迟
${TABLE_USAGE}`;

/** A running system's projections are at most this far behind: the stream's batch window and some. */
const SETTLE_SECONDS = '5';

const PARTS: Readonly<Record<Difference['part'], string>> = {
  sheet: '台账页',
  order: '台账排序',
  wording: '原文检索',
  inbox: '待办',
  counters: '计数',
  due_month: '到期日分布',
  rollup: '集团汇总',
  effect: '巡察效果图',
};
const KINDS: Readonly<Record<Difference['kind'], string>> = {
  missing: '缺少',
  superfluous: '多余',
  different: '不符',
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const show = (report: RebuildReport): void => {
  const { tenantId, findings, tasks, differences, repaired, settled } = report;
  say(
    `${tenantId}：问题 ${findings} 个，待办 ${tasks} 项，差异 ${differences.length} 处，改正 ${repaired} 处`,
  );
  for (const { part, kind, key, findingId } of differences)
    say(`  ${PARTS[part]}${KINDS[kind]}：${findingId ? `问题 ${findingId}，` : ''}${key.pk} ${key.sk}`);
  if (!settled) say('  该单位一直有写入，计数未比对，请稍后再运行一次。');
};

const showLogins = (tenantId: string, { differences, left }: LoginReport): void => {
  if (differences > 0) say(`${tenantId}：登录目录差异 ${differences} 处，改正 ${differences - left} 处`);
};

/** What batches and closings of before a mechanism was there still lack; each is made once. */
const complete = async (table: Table, tenantId: string, compareOnly: boolean): Promise<number> => {
  const wordings = await rebuildWordings(table, tenantId, compareOnly);
  const asked = await rebuildAskedExtensions(table, tenantId, compareOnly);
  const at = new Date().toISOString();
  const { plans, duties } = await completeBatches({ table, tenantId, at, compareOnly });
  if (wordings.missing > 0)
    say(`${tenantId}：已销号问题的比对线索缺 ${wordings.missing} 条，补齐 ${wordings.repaired} 条`);
  if (asked.missing > 0)
    say(`${tenantId}：待审批延期申请的提醒线索缺 ${asked.missing} 条，补齐 ${asked.repaired} 条`);
  if (plans + duties > 0)
    say(`${tenantId}：缺整改方案 ${plans} 份、报告任务 ${duties} 项${compareOnly ? '' : '，已补齐'}`);
  const lost = wordings.missing + asked.missing;
  return compareOnly ? lost + plans + duties : lost - wordings.repaired - asked.repaired;
};

const run = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      ...TABLE_OPTIONS,
      tenant: { type: 'string' },
      hq: { type: 'string' },
      check: { type: 'boolean', default: false },
      settle: { type: 'string', default: SETTLE_SECONDS },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const hqTenant = values.hq ?? process.env.HQ_TENANT ?? stageSettings('local').hqTenant;
  const opened = await openOperatorTable(values);
  try {
    // What a stopped system has not read of its stream would be counted again at its next start.
    if (!opened.running && !values.check)
      throw new Error('请先启动系统（npm start），或加 --check 只作比对。');
    const table = openTable(opened.client, opened.name);
    const tenants = values.tenant ? [values.tenant] : await readyTenants(table, hqTenant);
    let left = 0;
    // HQ's people sign in too.
    for (const tenantId of values.tenant ? tenants : [hqTenant, ...tenants]) {
      const logins = await rebuildLogins(table, tenantId, values.check);
      showLogins(tenantId, logins);
      left += logins.left;
    }
    for (const tenantId of tenants) {
      // First, so that inboxes and numbers are compared with all there is.
      left += await complete(table, tenantId, values.check);
      const report = await rebuildProjections({
        table,
        hqTenant,
        tenantId,
        today: shanghaiDateOf(new Date()),
        compareOnly: values.check,
        settleMs: opened.running ? Number(values.settle) * 1000 : 0,
      });
      show(report);
      left += report.differences.length - report.repaired + (report.settled ? 0 : 1);
    }
    return left === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  process.exitCode = 1;
}
