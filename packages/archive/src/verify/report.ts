import type { SealFacts } from './check-seals.ts';
import type { VerifyReport } from './verify-archive.ts';

/** How many problems are listed; one damaged disk can make thousands. */
const LISTED = 50;

/** The result as Chinese text for the terminal. */
export function reportText(fileName: string, report: VerifyReport): string {
  const lines = [`档案核验：${fileName}`, ...factLines(report), ''];
  const [first, ...others] = report.problems;
  if (!first) return [...lines, '结论：核验通过。文件完整、未被改动，审计链连续。'].join('\n');
  lines.push(`结论：核验不通过，发现 ${report.problems.length} 处问题。`, `第一处问题：${first.message}`);
  for (const problem of others.slice(0, LISTED)) lines.push(`  - ${problem.message}`);
  if (others.length > LISTED) lines.push(`  - 另有 ${others.length - LISTED} 处问题未列出`);
  return lines.join('\n');
}

function factLines({ bag, findings, seals }: VerifyReport): string[] {
  if (!bag || !findings) return [];
  const labels: ReadonlyArray<readonly [string, string | undefined]> = [
    ['标识', bag.info.get('Xuncha-Watermark')],
    ['单位', bag.info.get('Source-Organization')],
    ['范围', bag.info.get('External-Description')],
    ['文件', `${bag.payloadFiles} 个，${bag.payloadBytes} 字节`],
    [
      '问题',
      `${findings.findings} 个；方案、督办等事项 ${findings.matters} 个；审计记录 ${findings.events} 条；佐证材料 ${findings.evidenceFiles} 份`,
    ],
    ['封存', seals ? sealLine(seals) : '档案中没有封存'],
    ['档案指纹', bag.fingerprint],
  ];
  // Control characters could repaint the terminal and fake the verdict.
  return labels.map(([label, value]) => `  ${label}：${(value ?? '无').replace(/\p{Cc}/gu, ' ')}`);
}

function sealLine({ number, at, keyFingerprint, trusted, stamped, unsealedEvents }: SealFacts): string {
  return [
    `至第 ${number} 号（${at}）`,
    unsealedEvents > 0 ? `其后新增 ${unsealedEvents} 条记录尚未封存` : '全部记录已封存',
    `公钥指纹 ${keyFingerprint}${trusted ? '' : '（公钥取自档案本身，请与系统公布的指纹比对）'}`,
    stamped === undefined ? '' : `第 ${stamped} 号附有时间戳，核验方法见 VERIFY.md`,
  ]
    .filter(Boolean)
    .join('；');
}
