// `npm run note-chains`: notes for the next seal what the trees of sealed audit chains lack.
import { parseArgs } from 'node:util';
import { openTable } from '@xuncha/store';
import { noteMissingChains } from '../functions/audit/note-missing.ts';
import { readyTenants } from '../functions/projections/rebuild-logins.ts';
import { stageSettings } from '../infra/stage-settings.ts';
import { openOperatorTable, TABLE_OPTIONS, TABLE_USAGE } from './operator-table.ts';

const USAGE = `npm run note-chains -- [选项]
找出尚未进入封存的留痕链（启用封存之前的，或数据流未送达的），登记到下一次封存。可重复运行，系统可以同时运行。
  --tenant <代码>   只处理一个单位；不写则处理集团及其登记的全部单位
  --hq <代码>       集团的单位代码，默认取环境变量 HQ_TENANT
  --check          只比对，不登记（有缺少时退出码为 1）
${TABLE_USAGE}`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const placeOf = (streamId: string): string =>
  streamId === 'tenant' ? '单位留痕' : `问题 ${streamId.slice('finding/'.length)}`;

const run = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      ...TABLE_OPTIONS,
      tenant: { type: 'string' },
      hq: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const hqTenant = values.hq ?? process.env.HQ_TENANT ?? stageSettings('local').hqTenant;
  const opened = await openOperatorTable(values);
  try {
    const table = openTable(opened.client, opened.name);
    const tenants = values.tenant ? [values.tenant] : [hqTenant, ...(await readyTenants(table, hqTenant))];
    let wrong = 0;
    for (const tenantId of tenants) {
      const { chains, missing, faults } = await noteMissingChains(table, tenantId, {
        compareOnly: values.check,
      });
      say(`${tenantId}：链 ${chains} 条，缺少 ${missing} 条，登记 ${values.check ? 0 : missing} 条`);
      for (const { streamId, message } of faults) say(`  ${placeOf(streamId)}：${message}，未登记`);
      wrong += faults.length + (values.check ? missing : 0);
    }
    if (wrong > 0 && !values.check)
      say('有留痕链不可信：请运行 npm run verify-audit 查明，不要直接修改数据。');
    return wrong === 0 ? 0 : 1;
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
