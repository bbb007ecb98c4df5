import { expect, it } from 'vitest';
import { previewIndexSheet } from './index-sheet.ts';

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
