import { describe, expect, it } from 'vitest';
import { chooseSheet, detectHeader } from './detect-header.ts';
import { LEDGER_FIELD_LABELS, LEDGER_FIELDS, matchLabel } from './header-synonyms.ts';
import { sheetOf } from './sheet-fixture.ts';

describe('matchLabel', () => {
  it.each([
    ['序号', 'no'],
    ['反馈问题', 'text'],
    ['存在的 主要问题', 'text'],
    ['问题\n描述', 'text'],
    ['*具体问题', 'text'],
    ['责任部门（单位）', 'department'],
    ['责任部门/单位', 'department'],
    ['责任单位（部门）', 'department'],
    ['配合单位', 'supportingDepartments'],
    ['牵头领导', 'leader'],
    ['完成时限（年月日）', 'term'],
    ['整改时限', 'term'],
    ['整改方式', 'termClass'],
    ['整改类型', 'termClass'],
    ['问题类型', 'category'],
    ['整改措施及要求', 'measure'],
    ['ＮＯ', 'no'],
    ['备  注', 'remark'],
  ])('%s is %s', (label, field) => {
    expect(matchLabel(label)?.field).toBe(field);
  });

  it.each(['', '———', '姓名', '督促责任部门限期完成整改措施并按完成时限报送情况'])(
    '%s is nothing known',
    (label) => {
      expect(matchLabel(label)).toBeUndefined();
    },
  );

  it('prefers known headers to headers that contain one', () => {
    expect(matchLabel('整改措施')?.weight).toBe(1);
    expect(matchLabel('整改措施（可另附页）')?.weight).toBe(0.95);
    expect(matchLabel('整改措施落实要求')?.weight).toBe(0.6);
  });

  it('finds the longest known name in a longer one, of three characters at least', () => {
    expect(matchLabel('各牵头责任部门名单')).toEqual({ field: 'department', weight: 0.6 });
    expect(matchLabel('重点号')).toBeUndefined();
  });

  it('reads no sentence as a label: 20 characters are the most', () => {
    expect(matchLabel(`整改措施${'甲'.repeat(16)}`)?.field).toBe('measure');
    expect(matchLabel(`整改措施${'甲'.repeat(17)}`)).toBeUndefined();
  });

  it('knows the house form', () => {
    for (const field of LEDGER_FIELDS)
      expect(matchLabel(LEDGER_FIELD_LABELS[field])).toEqual({ field, weight: 1 });
  });
});

describe('detectHeader', () => {
  it('finds a header in the first row', () => {
    const detection = detectHeader(
      sheetOf([
        ['序号', '存在问题', '整改措施', '责任部门', '整改时限'],
        [1, '甲', '乙', '丙', '2024年底'],
      ]),
    );
    expect(detection).toMatchObject({
      headerRows: [0],
      firstDataRow: 1,
      columns: { no: 0, text: 1, measure: 2, department: 3, term: 4 },
      meta: {},
    });
  });

  it('reads two levels without merged cells', () => {
    const detection = detectHeader(
      sheetOf([
        ['序号', '反馈问题', null, '整改任务', null],
        [null, '类别', '具体问题', '整改措施', '完成时限'],
        [1, '合同', '甲', '乙', '2024年底'],
      ]),
    );
    expect(detection.headerRows).toEqual([0, 1]);
    expect(detection.columns).toEqual({ no: 0, category: 1, text: 2, measure: 3, term: 4 });
  });

  it('takes the parent level where the lower one says nothing known', () => {
    const detection = detectHeader(
      sheetOf(
        [
          ['序号', '责任', null, '问题'],
          [null, '部门', '领导', null],
          [1, '甲', '乙', '丙'],
        ],
        { merges: ['A1:A2', 'B1:C1', 'D1:D2'] },
      ),
    );
    expect(detection.columns).toEqual({ no: 0, department: 1, leader: 2, text: 3 });
  });

  it('keeps the better named of two columns for a field', () => {
    const detection = detectHeader(sheetOf([['问题', '整改措施落实要求', '整改措施', '责任人', '责任人']]));
    expect(detection.columns).toEqual({ text: 0, measure: 2, handler: 3 });
    expect(detection.labels.map((label) => [label.letter, label.field])).toEqual([
      ['A', 'text'],
      ['B', undefined],
      ['C', 'measure'],
      ['D', 'handler'],
      ['E', undefined],
    ]);
  });

  it('skips a row that numbers the columns', () => {
    const rows = [
      ['序号', '问题', '措施', '部门'],
      ['甲', '1', '2', '3'],
      [1, '问题一', '措施一', '部门一'],
    ];
    expect(detectHeader(sheetOf(rows)).firstDataRow).toBe(2);
    expect(detectHeader(sheetOf([rows[0] ?? [], ['1', '1', '1', '1']])).firstDataRow).toBe(1);
  });

  it('reads unit, feedback date and title above the header', () => {
    const { meta } = detectHeader(
      sheetOf([
        ['附件1'],
        ['某某公司巡察整改台账'],
        ['填报单位（盖章）：某某公司', '反馈时间：2024.9.12'],
        ['序号', '问题', '措施'],
      ]),
    );
    expect(meta).toEqual({ title: '某某公司巡察整改台账', unitName: '某某公司', feedbackDate: '2024-09-12' });
  });

  it('takes the rows in that cells of the header reach up into, and names each level once', () => {
    const detection = detectHeader(
      sheetOf(
        [
          ['序号', '整改任务', null],
          [null, '问题\n描述', '整改措施'],
          [1, '甲', '乙'],
        ],
        { merges: ['A1:A2', 'B1:C1'] },
      ),
    );
    expect(detection).toMatchObject({ headerRows: [0, 1], firstDataRow: 2, meta: {} });
    expect(detection.labels.map(({ label }) => label)).toEqual([
      '序号',
      '整改任务 / 问题描述',
      '整改任务 / 整改措施',
    ]);
  });

  it('needs two known columns, and takes the upper of two equal headers', () => {
    expect(detectHeader(sheetOf([['问题', '整改措施']])).headerRows).toEqual([0]);
    expect(detectHeader(sheetOf([['问题', '天气']])).confidence).toBe(0);
    const twice = detectHeader(sheetOf([['问题', '整改措施'], [], ['问题', '整改措施']]));
    expect(twice.headerRows).toEqual([0]);
  });

  it('looks at the first forty rows', () => {
    const below = (rows: number) => [...Array.from({ length: rows }, () => ['说明']), ['问题', '整改措施']];
    expect(detectHeader(sheetOf(below(39))).headerRows).toEqual([39]);
    // The header may end two rows below them.
    expect(detectHeader(sheetOf(below(42))).confidence).toBe(0);
  });

  it.each([
    [['1', '2', '3', '4'], 2],
    [['(9)', '（10）', '11', '12'], 2],
    [['1', null, '2', '3', '4'], 2],
    [['1', '2', '3'], 1],
    [['第1', '2', '3', '4'], 1],
    [['1项', '2', '3', '4'], 1],
    [['100', '2', '3', '4'], 1],
  ])('below the header %j numbers the columns or is data', (cells, firstDataRow) => {
    const header = ['序号', '问题', '整改措施', '责任部门', '备注'];
    expect(detectHeader(sheetOf([header, cells])).firstDataRow).toBe(firstDataRow);
  });

  describe('what stands above the header', () => {
    const above = (rows: readonly (readonly string[])[], merges: string[] = []) =>
      detectHeader(sheetOf([...rows, ['序号', '问题', '整改措施']], { merges })).meta;

    it('has its title in a line with a word for ledgers, else in the first of six characters', () => {
      expect(above([['北河采油厂巡察办公室'], ['整改\n清单']])).toEqual({ title: '整改清单' });
      expect(above([['台账编号：甲'], ['北河采油厂表']])).toEqual({ title: '北河采油厂表' });
      expect(above([['北河采油厂'], ['台账编号：甲']])).toEqual({});
    });

    it('is read once where it is merged over the table', () => {
      const meta = above([['填报单位：北河采油厂', '', '']], ['A1:C1']);
      expect(meta).toEqual({ unitName: '北河采油厂' });
    });

    it('has no date where none can be read', () => {
      expect(above([['反馈时间：待定']])).toEqual({});
    });
  });

  it('says so when there is no header', () => {
    const detection = detectHeader(sheetOf([['填报说明：红色为必填项'], ['甲', '乙']]));
    expect(detection).toMatchObject({ confidence: 0, columns: {}, headerRows: [], firstDataRow: 0 });
    expect(detection.labels.map((label) => label.letter)).toEqual(['A', 'B']);
    expect(detectHeader(sheetOf([])).confidence).toBe(0);
  });
});

describe('chooseSheet', () => {
  const notes = sheetOf([['填报说明：请勿改动表头']], { name: '说明' });
  const full = sheetOf(
    [
      ['序号', '问题', '措施'],
      [1, '甲', '乙'],
    ],
    { name: '台账' },
  );
  const empty = sheetOf([['序号', '问题', '措施', '责任部门', '完成时限']], { name: '空表' });

  it('prefers a sheet with findings', () => {
    expect(chooseSheet([notes, empty, full])?.index).toBe(2);
    expect(chooseSheet([notes, empty])?.index).toBe(1);
  });
  it('counts neither headings nor signatures as findings', () => {
    const idle = sheetOf(
      [
        ['序号', '问题', '整改措施'],
        ['一、', '政治建设'],
        ['填表人：甲', '审核：乙'],
        ['', '只有一格'],
      ],
      { name: '空台账' },
    );
    expect(chooseSheet([idle, full])?.index).toBe(1);
  });
  it('prefers the better header, and of equals the one with more findings', () => {
    const better = sheetOf(
      [
        ['序号', '问题', '整改措施', '责任部门'],
        [1, '问题甲', '检查', '财务部'],
      ],
      { name: '明细' },
    );
    const rows = (count: number) =>
      sheetOf([
        ['序号', '问题', '措施'],
        ...Array.from({ length: count }, (_, at) => [at + 1, `甲${at}`, '乙']),
      ]);
    expect(chooseSheet([rows(9), better])?.index).toBe(1);
    expect(chooseSheet([rows(2), rows(9), rows(3)])?.index).toBe(1);
  });
  it('takes a hidden sheet only when no other has a header', () => {
    expect(chooseSheet([{ ...full, hidden: true }, empty])?.index).toBe(1);
    expect(chooseSheet([notes, { ...full, hidden: true }])?.index).toBe(1);
  });
  it('takes none when none has a header', () => {
    expect(chooseSheet([notes])).toBeUndefined();
    expect(chooseSheet([])).toBeUndefined();
  });
});
