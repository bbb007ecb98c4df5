import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { expect, it, vi } from 'vitest';
import { type ApprovalSheet, writeApprovalSheet } from './approval-sheet.ts';

const SHEET: ApprovalSheet = {
  title: '巡察反馈问题销号审批表',
  at: '2025-03-03T02:00:00.000Z',
  mark: '内部资料 · 示例集团 审计员癸 导出',
  footer: 'BHCYC-A-2025-0001',
  facts: [['单位', '北河采油厂']],
  text: '第一段\n第二段',
  measures: [{ text: '修订制度', by: '财务部', state: '已完成 100%' }],
  steps: [
    {
      time: '2025-03-01 10:00:00',
      gate: '领导小组销号',
      outcome: '同意销号',
      by: '主任壬',
      grounds: '决议：同意',
    },
  ],
  evidence: [{ fileName: '报告.pdf', size: 7, sha256: 'ab'.repeat(32) }],
  digests: [['冻结快照', 'cd'.repeat(32)]],
};

const partsOf = (file: Uint8Array): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(file)).map(([name, bytes]) => [name, strFromU8(bytes)]));

/** Text runs of a part; fails where the XML is not well-formed. */
const runsOf = (xml: string): string[] => {
  const runs: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  let open = false;
  parser.on('opentag', ({ name }) => {
    open = name === 'w:t';
    if (open) runs.push('');
  });
  parser.on('text', (text) => {
    if (open) runs.push(`${runs.pop() ?? ''}${text}`);
  });
  parser.on('closetag', () => {
    open = false;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return runs;
};

it('shows the finding with names, times and resolutions, and the mark on every page', () => {
  const parts = partsOf(writeApprovalSheet(SHEET));
  const runs = runsOf(parts['word/document.xml'] ?? '');
  for (const shown of [
    '北河采油厂',
    '第一段',
    '第二段',
    '2025-03-01 10:00:00',
    '主任壬',
    '决议：同意',
    '报告.pdf',
    'ab'.repeat(32),
    'cd'.repeat(32),
  ])
    expect(runs).toContain(shown);
  expect(runsOf(parts['word/header.xml'] ?? '')).toEqual([SHEET.mark]);
  expect(runsOf(parts['word/footer.xml'] ?? '').join('')).toContain(SHEET.footer);
});

it('is a package whose every part has a type and whose every reference leads somewhere', () => {
  const parts = partsOf(writeApprovalSheet(SHEET));
  for (const xml of Object.values(parts)) runsOf(xml);
  const types = parts['[Content_Types].xml'] ?? '';
  for (const [, name] of types.matchAll(/PartName="\/([^"]+)"/g)) expect(Object.keys(parts)).toContain(name);
  for (const [, target] of (parts['word/_rels/document.xml.rels'] ?? '').matchAll(/Target="([^"]+)"/g))
    expect(Object.keys(parts)).toContain(`word/${target}`);
});

it('keeps hostile text as text', () => {
  const attack = '</w:t><w:instrText>DDEAUTO</w:instrText>&"\u0000\u0008\u202e\ud800]]>';
  const sheet = {
    ...SHEET,
    text: attack,
    mark: attack,
    title: attack,
    footer: attack,
    facts: [[attack, attack]] as const,
  };
  const parts = partsOf(writeApprovalSheet(sheet));
  for (const xml of Object.values(parts)) {
    runsOf(xml);
    expect(xml).not.toContain('<w:instrText>');
  }
  expect(runsOf(parts['word/document.xml'] ?? '')).toContain(
    '</w:t><w:instrText>DDEAUTO</w:instrText>&"\ufffd]]>',
  );
});

it('is the same bytes at another time', () => {
  const first = writeApprovalSheet(SHEET);
  vi.useFakeTimers({ now: new Date('2031-07-08T09:10:11Z') });
  try {
    expect(writeApprovalSheet(SHEET)).toEqual(first);
  } finally {
    vi.useRealTimers();
  }
});
