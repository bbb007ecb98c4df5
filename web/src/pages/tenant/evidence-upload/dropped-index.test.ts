import { findingsNamed, INDEX_TEMPLATE } from '@xuncha/domain';
import { expect, it } from 'vitest';
import { readIndexSheet } from '../../../upload/read-index-sheet.ts';
import { indexTemplate } from './index-template.ts';
import { mergeDropped } from './use-dropped-index.ts';

const chosen = (path: string) => ({ path, file: new File(['x'], path.split('/').at(-1) ?? path) });
const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);

it('a corrected sheet replaces the one before, and files stay', () => {
  const first = mergeDropped(
    { files: [] },
    [chosen('佐证/纪要.pdf'), chosen('佐证/问题清单.xlsx'), chosen('佐证/索引表.xlsx'), chosen('佐证/x.exe')],
    ({ name }) => !name.endsWith('.exe'),
  );
  expect(paths(first.files)).toEqual(['佐证/纪要.pdf', '佐证/问题清单.xlsx']);
  expect(first.sheet?.path).toBe('佐证/索引表.xlsx');
  expect(first.refused).toEqual(['x.exe']);
  const again = mergeDropped(first, [chosen('索引表（改）.csv')], () => true);
  expect(paths(again.files)).toEqual(paths(first.files));
  expect(again.sheet?.path).toBe('索引表（改）.csv');
  const more = mergeDropped(again, [chosen('佐证/纪要.pdf'), chosen('照片.jpg')], () => true);
  expect(paths(more.files)).toEqual(['佐证/问题清单.xlsx', '佐证/纪要.pdf', '照片.jpg']);
  expect(more.sheet?.path).toBe('索引表（改）.csv');
});

it('the template is a sheet this page reads', async () => {
  const blob = await indexTemplate('佐证材料索引表');
  const rows = await readIndexSheet(new File([blob], '佐证材料索引表.xlsx'));
  expect(rows[0]).toEqual([...INDEX_TEMPLATE]);
  expect(findingsNamed(rows)).toEqual([
    { no: '1', round: '2024年第二轮' },
    { no: '2', round: '2024年第二轮' },
  ]);
});
