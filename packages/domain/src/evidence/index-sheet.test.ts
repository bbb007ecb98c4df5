import { expect, it } from 'vitest';
import { findingsNamed, INDEX_TEMPLATE, previewIndexSheet, previewLedgerIndex } from './index-sheet.ts';

const context = {
  files: [
    { name: '会议纪要.pdf' },
    { name: '照片１.JPG' },
    { name: '没有登记.docx' },
    { name: '重名.pdf' },
    { name: '重名.pdf' },
  ],
  measures: [
    { id: 'm1', seq: 1 },
    { id: 'm2', seq: 2 },
  ],
  today: '2025-03-03',
};
const preview = (...rows: string[][]) =>
  previewIndexSheet(
    [['佐证材料索引表'], ['序号', '文 件 名', '对应措施', '材料名称', '取证人', '形成日期'], ...rows],
    context,
  );

it('assigns files to measures, and says by row what does not fit', () => {
  const result = preview(
    ['1', '会议纪要.pdf', '措施2', '党委会纪要', '张三', '2024年9月1日'],
    ['2', '照片1', '1', '', '', ''],
    ['3', '不存在.pdf', '1'],
    ['4', '会议纪要.pdf', '1'],
    ['5', '没有登记.docx', '9'],
    ['6', '没有登记.docx', '1', '', '', '2024-02-30'],
    ['7', '没有登记.docx', '1', '', '', '2025-03-04'],
    ['8', '没有登记.docx', ''],
    ['9', '重名.pdf', '1'],
    ['10', ''],
    [],
  );
  expect(result.assigned).toEqual([
    { row: 3, file: 0, measureId: 'm2', title: '党委会纪要', takenBy: '张三', formedOn: '2024-09-01' },
    { row: 4, file: 1, measureId: 'm1' },
  ]);
  expect(result.problems.map(({ row }) => row)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(result.unlisted).toEqual([2, 3, 4]);
});

it('needs a column of file names, and no measure where there is only one', () => {
  expect(previewIndexSheet([['序号', '说明']], context)).toMatchObject({
    assigned: [],
    problems: [{ row: 1 }],
  });
  const single = { ...context, measures: [{ id: 'm1', seq: 1 }] };
  expect(previewIndexSheet([['文件名'], ['会议纪要.pdf']], single).assigned).toEqual([
    { row: 2, file: 0, measureId: 'm1' },
  ]);
});

const ROUND = '2024年第二轮';
const findings = [
  {
    findingId: 'f1',
    no: '1',
    round: ROUND,
    title: '合同管理',
    measures: [
      { id: 'f1m1', seq: 1 },
      { id: 'f1m2', seq: 2 },
    ],
  },
  { findingId: 'f2', no: '2', round: ROUND, title: '资金支付', measures: [{ id: 'f2m1', seq: 1 }] },
  { findingId: 'old2', no: '2', round: '2023年第一轮', title: '旧问题', measures: [{ id: 'o', seq: 1 }] },
  { findingId: 'f3', no: '3', round: ROUND, title: '在销号', measures: [], refusal: '销号流程进行中。' },
];
const sheet = (...rows: string[][]) => [[...INDEX_TEMPLATE], ...rows];
const acrossFindings = (...rows: string[][]) =>
  previewLedgerIndex(sheet(...rows), { files: context.files, findings, today: context.today });

it('across findings: names each once, and assigns by number, round and measure', () => {
  const rows = [
    ['1', '', '2', '会议纪要.pdf', '党委会纪要', '2024-09-01', '办公室', '张三'],
    ['第2号', ROUND, '', '会议纪要.pdf'],
    ['１', '', '1', '照片1'],
  ];
  expect(findingsNamed(sheet(...rows))).toEqual([{ no: '1' }, { no: '第2号', round: ROUND }, { no: '１' }]);
  const { assigned, problems, unlisted } = acrossFindings(...rows);
  expect(problems).toEqual([]);
  expect(assigned).toEqual([
    {
      row: 2,
      file: 0,
      findingId: 'f1',
      no: '1',
      round: ROUND,
      measureId: 'f1m2',
      seq: 2,
      title: '党委会纪要',
      formedOn: '2024-09-01',
      source: '办公室',
      takenBy: '张三',
    },
    // One file proves two things.
    { row: 3, file: 0, findingId: 'f2', no: '2', round: ROUND, measureId: 'f2m1', seq: 1 },
    { row: 4, file: 1, findingId: 'f1', no: '1', round: ROUND, measureId: 'f1m1', seq: 1 },
  ]);
  expect(unlisted).toEqual([2, 3, 4]);
});

it('across findings: says by row what is unknown, ambiguous, closed to uploads or named twice', () => {
  const { assigned, problems } = acrossFindings(
    ['9', '', '1', '会议纪要.pdf'],
    ['2', '', '1', '会议纪要.pdf'],
    ['3', '', '1', '会议纪要.pdf'],
    ['', '', '1', '会议纪要.pdf'],
    ['1', '', '', '会议纪要.pdf'],
    ['1', '', '1', '会议纪要.pdf'],
    ['1', '', '措施1', '会议纪要.pdf'],
    ['1', '', '1', ''],
  );
  expect(assigned.map(({ row }) => row)).toEqual([7]);
  expect(problems.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 8, 9]);
  const said = problems.map(({ message }) => message);
  expect(said[0]).toContain('没有找到问题“9”');
  expect(said[1]).toContain('2 个（2024年第二轮、2023年第一轮）');
  expect(said[2]).toContain('销号流程进行中');
});

it('across findings: needs a column of finding numbers', () => {
  expect(
    previewLedgerIndex([['文件名'], ['会议纪要.pdf']], {
      files: context.files,
      findings,
      today: context.today,
    }).problems,
  ).toEqual([{ row: 1, message: '没有找到“问题编号”一列，请检查索引表的表头。' }]);
});
