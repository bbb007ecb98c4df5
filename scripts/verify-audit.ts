// `npm run verify-audit`: checks every hash chain of the table; exit code 1 when something is wrong.
import { parseArgs } from 'node:util';
import { type TrailFault, type TrailReport, verifyTrails } from '@xuncha/store/verify-trails';
import { openOperatorSeals, SEAL_OPTIONS, SEAL_USAGE } from './operator-seals.ts';
import { openOperatorTable, TABLE_OPTIONS, TABLE_USAGE } from './operator-table.ts';

const USAGE = `npm run verify-audit -- [选项]
核对全部留痕的哈希链：是否有记录被修改、删除、插入、调换，或整条丢失；并与每小时的签名封存比对：
是否有整条链被重写、截断、丢弃，是否倒签，封存本身是否缺失或被改动。
${TABLE_USAGE}
${SEAL_USAGE}`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `T#beihe#FND#01j…` → which finding of which unit. */
const placeOf = (collection: string): string => {
  const [, tenantId = '', kind, id = ''] = collection.split('#');
  if (kind === 'SEALS') return `单位 ${tenantId} 的封存`;
  return kind === 'FND' ? `单位 ${tenantId} 问题 ${id}` : `单位 ${tenantId} 的单位留痕`;
};

const lineOf = ({ collection, firstBadSeq, message, reason }: TrailFault): string =>
  `  ${placeOf(collection)}：${firstBadSeq === undefined ? '' : `第 ${firstBadSeq} 条起不可信，`}${message}（${reason}）`;

const show = (where: string, { trails, events, seals, unsealed, faults }: TrailReport): void => {
  say(`留痕核对：${where}`);
  say(`  链 ${trails} 条，记录 ${events} 条`);
  say(
    seals === undefined
      ? '  没有核对封存：请用 --vault 和 --key 给出封存库和公钥。'
      : `  封存 ${seals} 份，尚待封存的记录 ${unsealed ?? 0} 条`,
  );
  if (faults.length === 0) {
    say('  全部完整，未发现改动。');
    return;
  }
  say(`发现 ${faults.length} 处异常：`);
  for (const fault of faults) say(lineOf(fault));
  say('请保留现场，按运行手册“Restore the table”一节用时间点恢复的副本比对，不要直接修改数据。');
};

const run = async (): Promise<number> => {
  const { values } = parseArgs({ options: { ...TABLE_OPTIONS, ...SEAL_OPTIONS } });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const table = await openOperatorTable(values);
  try {
    const seals = await openOperatorSeals(values);
    try {
      const report = await verifyTrails(table.client, table.name, seals?.source);
      show(table.where, report);
      return report.faults.length === 0 ? 0 : 1;
    } finally {
      await seals?.close();
    }
  } finally {
    await table.close();
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  process.exitCode = 1;
}
