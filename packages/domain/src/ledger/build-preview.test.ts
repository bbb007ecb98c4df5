import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPreview } from './build-preview.ts';
import { detectHeader } from './detect-header.ts';
import { committableFindings, type Preview, type PreviewContext } from './preview.ts';
import { type CellLiteral, sheetOf } from './sheet-fixture.ts';

/** Any sign of the basic plane. The library's own `binary` unit takes a second or more to be made. */
const anySign = fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCodePoint(code));

const HEADER = [
  '序号',
  '问题',
  '整改措施',
  '责任领导',
  '责任部门',
  '配合部门',
  '责任人',
  '完成时限',
  '整改类型',
  '备注',
];

const context: PreviewContext = {
  departments: [
    { id: 'dep-party', name: '党群工作部' },
    { id: 'dep-finance', name: '财务资产部' },
  ],
  people: [],
  round: { feedbackDate: '2024-09-12' },
};

/** A full, faultless row; `changes` replaces cells by their header. */
function row(no: CellLiteral, text: CellLiteral, changes: Record<string, CellLiteral> = {}): CellLiteral[] {
  const cells: Record<string, CellLiteral> = {
    序号: no,
    问题: text,
    整改措施: '修订制度',
    责任领导: '党委书记',
    责任部门: '党群工作部',
    责任人: '甲某',
    完成时限: '2024年底',
    整改类型: '限期整改',
    ...changes,
  };
  return HEADER.map((header) => cells[header] ?? null);
}

/** A row that only carries a further measure. */
const furtherRow = (cells: Record<string, CellLiteral>): CellLiteral[] =>
  HEADER.map((header) => cells[header] ?? null);

function preview(
  rows: readonly CellLiteral[][],
  options: Partial<PreviewContext> & { merges?: string[] } = {},
): Preview {
  const { merges, ...extra } = options;
  const sheet = sheetOf([HEADER, ...rows], merges ? { merges } : {});
  return buildPreview(sheet, detectHeader(sheet), { ...context, ...extra });
}

const codes = (result: Preview): string[] =>
  result.issues.map((issue) => `${issue.row}${issue.column} ${issue.severity} ${issue.code}`);

describe('limits of an import', () => {
  it('holds back a name or term that is a whole paragraph', () => {
    const fits = preview([row(1, '问题甲', { 责任领导: '长'.repeat(500) })]);
    expect(codes(fits)).toEqual([]);
    const long = preview([row(1, '问题甲', { 责任领导: '长'.repeat(501), 备注: '注'.repeat(4_001) })]);
    expect(codes(long)).toEqual(['2D error text_too_long', '2J error text_too_long']);
    expect(long.findings[0]?.status).toBe('error');
  });

  it('holds back a finding with more measures than one transaction takes', () => {
    const numbered = (count: number): string =>
      Array.from({ length: count }, (_, index) => `${index + 1}．落实任务${index + 1}`).join('\n');
    const fits = preview([row(1, '问题甲', { 整改措施: numbered(90) })]);
    expect([fits.totals.measures, ...codes(fits)]).toEqual([90]);
    const many = preview([row(1, '问题甲', { 整改措施: numbered(91) })]);
    expect([many.totals.measures, ...codes(many)]).toEqual([91, '2C error too_many_measures']);
  });
});

describe('grouping rows', () => {
  it('takes rows under merged wording as further measures', () => {
    const result = preview(
      [
        row(1, '问题甲'),
        furtherRow({
          整改措施: '开展检查',
          责任领导: '厂长',
          责任部门: '财务资产部',
          责任人: '乙某',
          完成时限: '2025年3月',
        }),
      ],
      { merges: ['A2:A3', 'B2:B3', 'I2:I3'] },
    );
    expect(result.issues).toEqual([]);
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toMatchObject({ rowStart: 2, rowEnd: 3, status: 'ok' });
    expect(
      result.findings[0]?.measures.map((measure) => [measure.row, measure.text, measure.departmentId]),
    ).toEqual([
      [2, '修订制度', 'dep-party'],
      [3, '开展检查', 'dep-finance'],
    ]);
  });

  it('takes rows without number and wording as further measures and fills blanks from above', () => {
    const result = preview([row(1, '问题甲'), furtherRow({ 整改措施: '开展检查' })]);
    expect(codes(result)).toEqual(['3D warning inherited_value']);
    expect(result.issues[0]?.message).toContain('责任领导、责任部门、责任人、完成时限为空');
    expect(result.findings[0]?.measures[1]).toMatchObject({
      text: '开展检查',
      leader: '党委书记',
      departmentId: 'dep-party',
      handlerName: '甲某',
      term: { date: '2024-12-31' },
    });
    expect(result.findings[0]?.status).toBe('warning');
  });

  it('takes repeated wording with another measure as a further measure', () => {
    const result = preview([
      row(1, '问题甲'),
      row(1, '问题 甲', { 整改措施: '开展检查' }),
      row(null, '问题甲', { 整改措施: '通报' }),
    ]);
    expect(result.issues).toEqual([]);
    expect(result.findings[0]?.measures.map((measure) => measure.text)).toEqual([
      '修订制度',
      '开展检查',
      '通报',
    ]);
  });

  it('takes repeated wording with the same measure, or another number, as a duplicate', () => {
    const result = preview([
      row(1, '问题甲'),
      row(1, '问题甲。'),
      row(2, '问题甲', { 整改措施: '开展检查' }),
    ]);
    expect(result.findings.map((finding) => finding.status)).toEqual(['ok', 'duplicate', 'duplicate']);
    expect(codes(result)).toEqual(['3B error duplicate_row', '4B error duplicate_row']);
    expect(committableFindings(result)).toHaveLength(1);
  });

  it('adds the department of a row under a merged measure to the supporting ones', () => {
    const result = preview([row(1, '问题甲'), furtherRow({ 责任部门: '财务资产部', 配合部门: '各单位' })], {
      merges: ['A2:A3', 'B2:B3', 'C2:C3'],
    });
    expect(result.findings[0]?.measures).toHaveLength(1);
    expect(result.findings[0]?.measures[0]?.supportingDepartmentNames).toEqual(['财务资产部', '各单位']);
  });

  it('splits a numbered list in one cell', () => {
    const result = preview([row(1, '问题甲', { 整改措施: '1.修订制度；\n2.开展检查。' })]);
    expect(result.findings[0]?.measures.map((measure) => [measure.row, measure.text])).toEqual([
      [2, '修订制度；'],
      [2, '开展检查。'],
    ]);
  });

  it('sets sections, blank rows, repeated headers and footers aside', () => {
    const result = preview(
      [
        ['一、党建方面'],
        ['（一）', '组织生活方面'],
        row(1, '问题甲'),
        [],
        HEADER,
        ['（二）', '党费方面'],
        row(2, '问题乙'),
        ['二、经营管理方面'],
        row(3, '问题丙'),
        ['合计', 3],
        ['填表人：甲某', '审核人：乙某'],
      ],
      { merges: ['A2:J2'] },
    );
    expect(result.skipped.map((skipped) => [skipped.row, skipped.reason])).toEqual([
      [2, 'section'],
      [3, 'section'],
      [5, 'blank'],
      [6, 'title'],
      [7, 'section'],
      [9, 'section'],
      [11, 'footer'],
      [12, 'footer'],
    ]);
    expect(result.findings.map((finding) => [finding.domain, finding.category])).toEqual([
      ['党建方面', '组织生活方面'],
      ['党建方面', '党费方面'],
      ['经营管理方面', ''],
    ]);
  });

  it('takes an unnumbered band across the table as a section', () => {
    const result = preview([['经营管理方面'], row(1, '问题甲')], { merges: ['A2:J2'] });
    expect(result.findings[0]?.domain).toBe('经营管理方面');
  });

  it('does not take a finding numbered 一 for a section', () => {
    const result = preview([row('一', '问题甲'), row('二', '问题乙')]);
    expect(result.findings.map((finding) => finding.no)).toEqual(['一', '二']);
  });
});

describe('issues', () => {
  it.each<[string, Record<string, CellLiteral>, string[]]>([
    ['an empty wording', { 问题: null }, ['2B error missing_text']],
    ['a wording of white space', { 问题: ' \n ' }, ['2B error missing_text']],
    ['a wording too long', { 问题: '长'.repeat(4_001) }, ['2B error text_too_long']],
    ['a formula-like wording', { 问题: '=1+1' }, ['2B error formula_like_text']],
    ['a formula-like measure', { 整改措施: '@SUM(A1)' }, ['2C error formula_like_text']],
    ['a formula-like remark', { 备注: '+1+cmd|x' }, ['2J error formula_like_text']],
    ['a formula', { 备注: { kind: 'text', value: '算出', formula: 'A1' } }, ['2J warning formula_cell']],
    ['an error value', { 问题: { kind: 'error', value: '#REF!' } }, ['2B error error_value']],
    ['no measure', { 整改措施: null }, ['2C warning missing_measure']],
    ['no department', { 责任部门: null }, ['2E warning missing_department']],
    ['an unknown department', { 责任部门: '不存在的部门' }, ['2E error unknown_department']],
    ['two departments', { 责任部门: '党群工作部、纪委' }, ['2E warning several_departments']],
    [
      'an unknown supporting department',
      { 配合部门: '纪委、各部门、财务资产部' },
      ['2F warning unknown_supporting_department'],
    ],
    ['no term', { 完成时限: null }, ['2H warning missing_term']],
    ['an impossible date', { 完成时限: '2024年2月30日' }, ['2H error impossible_date']],
    ['a vague term', { 完成时限: '尽快' }, ['2H error vague_term']],
    ['an unreadable term', { 完成时限: '见附件' }, ['2H error unreadable_term']],
    ['a term without a year', { 完成时限: '12月底' }, ['2H warning assumed_term']],
    ['a term before the feedback', { 完成时限: '2024年8月' }, ['2H warning term_before_feedback']],
    ['an unknown class', { 整改类型: '重点' }, ['2I warning unknown_term_class']],
  ])('reports %s', (_name, changes, expected) => {
    const result = preview([row(1, '问题甲', changes), row(2, '问题乙')]);
    expect(codes(result)).toEqual(expected);
    const severe = expected.some((code) => code.includes('error'));
    expect(result.findings.map((finding) => finding.status)).toEqual([severe ? 'error' : 'warning', 'ok']);
    for (const issue of result.issues) expect(issue.message).toMatch(/\p{Script=Han}{4}/u);
  });

  it.each<[Record<string, CellLiteral>, string, string]>([
    [{ 问题: null }, '问题描述为空，请填写；如本行是上一问题的措施，请同时删去编号', ''],
    [{ 责任领导: '长'.repeat(501) }, '“责任领导”有501字，最多500字，请精简或拆分', `${'长'.repeat(100)}…`],
    [
      { 整改措施: ' @SUM(A1)' },
      '“整改措施”以 @ 开头，像是公式，为防止打开导出文件时被执行，不能导入；请删去开头的公式部分，只保留文字',
      '@SUM(A1)',
    ],
    [
      { 备注: { kind: 'text', value: '算出', formula: 'A1' } },
      '“备注”由公式算出，已取其当前结果，请核对',
      '算出',
    ],
    [{ 备注: { kind: 'error', value: '#REF!' } }, '“备注”的单元格是错误值 #REF!，请改为正确内容', '#REF!'],
    [{ 整改措施: null }, '没有整改措施，导入后须在整改方案中补充', ''],
    [{ 责任部门: null }, '没有责任部门，导入后须指定，否则不能开始整改', ''],
    [
      { 责任部门: '不存在的科室' },
      '组织机构中没有“不存在的科室”。请在预览中为它指定部门，或先新建该部门',
      '不存在的科室',
    ],
    [
      { 责任部门: '财务部' },
      '组织机构中没有“财务部”。是否为“财务资产部”？请在预览中为它指定部门，或先新建该部门',
      '财务部',
    ],
    [
      { 责任部门: '党群工作部、纪委、工会' },
      '责任部门只能有一个：以“党群工作部”为责任部门，其余（纪委、工会）列为配合部门',
      '党群工作部、纪委、工会',
    ],
    [{ 配合部门: '纪委、各部门' }, '组织机构中没有配合部门“纪委”，仅按名称保留', '纪委'],
    [{ 完成时限: null }, '限期整改的问题没有完成时限，将按反馈之日起三个月计算', ''],
    [{ 完成时限: '2024年2月30日' }, '完成时限“2024年2月30日”不是真实存在的日期，请改正', '2024年2月30日'],
    [
      { 完成时限: '尽快' },
      '完成时限“尽快”不明确，请写明日期（如2024年12月底前），或写“立行立改”“长期坚持”',
      '尽快',
    ],
    [
      { 完成时限: '见附件' },
      '看不懂完成时限“见附件”，请写明日期（如2024年12月31日），或写“立行立改”“长期坚持”',
      '见附件',
    ],
    [
      { 完成时限: '12月底' },
      '完成时限“12月底”读作2024年12月31日（原文未写年份，按2024年9月12日之后的2024年计），请核对',
      '12月底',
    ],
    [{ 完成时限: '2024年8月' }, '完成时限2024-08-31早于反馈日期2024-09-12，请核对', '2024年8月'],
    [
      { 整改类型: '重点' },
      '整改类型“重点”不是立行立改、限期整改、持续整改之一，已按完成时限判断，请核对',
      '重点',
    ],
    [{ 责任人: '戊某' }, '人员中没有“戊某”，仅按姓名保留，请在导入后指定责任人', '戊某'],
    [{ 责任人: '丁某' }, '有多名人员叫“丁某”，请在导入后指定责任人', '丁某'],
  ])('%o: %s', (changes, message, value) => {
    const people = ['甲某', '丁某', '丁某'].map((name, index) => ({ id: `p${index}`, name }));
    const { issues } = preview([row(1, '问题甲', changes)], { people });
    expect(issues.map((issue) => [issue.row, issue.message, issue.value])).toEqual([[2, message, value]]);
  });

  it('says where a finding, a number or a measure repeats what stands elsewhere', () => {
    const messages = (result: Preview) => result.issues.map(({ message }) => message);
    expect(messages(preview([row(1, '问题甲'), row(2, '问题甲')]))).toEqual([
      '与第2行的问题原文相同，本行不会导入；如确是两个问题，请把描述写得有所区别',
    ]);
    expect(messages(preview([row(1, '问题甲'), row(1, '问题乙')]))).toEqual(['序号“1”与第2行相同，请核对']);
    const [known] = preview([row(1, '问题甲')]).findings;
    const existingFingerprints = new Set([known?.fingerprint ?? '']);
    expect(messages(preview([row(1, '问题甲')], { existingFingerprints }))).toEqual([
      '本轮次已有这个问题，本行不会重复导入',
    ]);
    expect(
      messages(preview([row(1, '问题甲'), furtherRow({ 整改措施: '开展检查', 责任领导: '厂长' })])),
    ).toEqual(['责任部门、责任人、完成时限为空，已沿用上一条措施的内容，请核对']);
    const numbered = Array.from({ length: 91 }, (_, index) => `${index + 1}．落实任务${index + 1}`).join(
      '\n',
    );
    expect(messages(preview([row(1, '问题甲', { 整改措施: numbered })]))).toEqual([
      '一个问题有91条措施，一次最多导入90条，请合并相近的措施或拆分问题',
    ]);
  });

  it.each<[string, Record<string, CellLiteral>]>([
    ['bullets', { 整改措施: '- 修订制度' }],
    ['a formula in the number', { 序号: { kind: 'number', value: 1, text: '1', formula: 'ROW()-1' } }],
    ['no term on an immediate finding', { 完成时限: null, 整改类型: '立行立改' }],
    ['everybody as supporting department', { 配合部门: '各部门' }],
    ['a department written apart', { 责任部门: ' 党群 工作部 ' }],
  ])('accepts %s', (_name, changes) => {
    expect(codes(preview([row(1, '问题甲', changes)]))).toEqual([]);
  });

  it('reports a cell merged over two rows once, and again for the next finding', () => {
    const unknown = { 责任部门: '不存在的部门' };
    const result = preview(
      [
        row(1, '问题甲', unknown),
        furtherRow({ 整改措施: '开展检查', 责任领导: '厂长', 责任人: '乙某', 完成时限: '2025年' }),
        row(2, '问题乙', { 责任部门: null }),
      ],
      {
        merges: ['E2:E4'],
      },
    );
    expect(codes(result).filter((code) => code.includes('unknown'))).toEqual([
      '2E error unknown_department',
      '4E error unknown_department',
    ]);
    expect(result.findings.map((finding) => finding.status)).toEqual(['error', 'error']);
  });

  it('suggests departments with a similar name', () => {
    const [issue] = preview([row(1, '问题甲', { 责任部门: '财务部' })]).issues;
    expect(issue?.message).toContain('是否为“财务资产部”？');
  });

  it('resolves departments by corrected names and people by theirs', () => {
    const result = preview(
      [
        row(1, '问题甲', { 责任部门: '财务处' }),
        row(2, '问题乙', { 责任人: '乙某、丙某' }),
        row(3, '问题丙', { 责任人: '丁某' }),
      ],
      {
        departmentAliases: { 财务处: 'dep-finance' },
        people: [
          { id: 'p1', name: '甲某' },
          { id: 'p2', name: '乙某' },
          { id: 'p3', name: '丁某' },
          { id: 'p4', name: '丁某' },
        ],
      },
    );
    const [first, second, third] = result.findings.map((finding) => finding.measures[0]);
    expect(first).toMatchObject({ departmentId: 'dep-finance', handlerId: 'p1' });
    expect(second).toMatchObject({ handlerId: 'p2', handlerNames: ['乙某', '丙某'] });
    expect(third?.handlerId).toBeUndefined();
    expect(codes(result)).toEqual(['4G warning unknown_person']);
  });

  it('warns of a number used twice in a section', () => {
    const result = preview([row(1, '问题甲'), row(1, '问题乙'), ['二、其他方面'], row(1, '问题丙')]);
    expect(codes(result)).toEqual(['3A warning duplicate_no']);
  });

  it('marks findings the round already has', () => {
    const first = preview([row(1, '问题甲'), row(2, '问题乙')]);
    const [known] = first.findings;
    const again = preview([row(1, '问题甲'), row(2, '问题乙')], {
      existingFingerprints: new Set([known?.fingerprint ?? '']),
    });
    expect(again.findings.map((finding) => finding.status)).toEqual(['exists', 'ok']);
    expect(again.totals).toMatchObject({ exists: 1, ok: 1, committableFindings: 1, committableMeasures: 1 });
  });
});

describe('the finding', () => {
  it('keeps the wording with its line breaks and gives a short title', () => {
    const text = ' 合同管理不严，\r\n抽查86份。 ';
    expect(preview([row(1, text)]).findings[0]).toMatchObject({
      text: '合同管理不严，\n抽查86份。',
      title: '合同管理不严',
    });
  });

  it('has the responsibility of its first row even without measures', () => {
    const result = preview([row(1, '问题甲', { 整改措施: null, 责任部门: '党群工作部、财务资产部' })]);
    expect(result.findings[0]).toMatchObject({
      measures: [],
      responsibility: {
        departmentId: 'dep-party',
        supportingDepartmentNames: ['财务资产部'],
        leader: '党委书记',
      },
    });
  });

  it('takes its class from the terms where the ledger names none', () => {
    const result = preview([row(1, '问题甲', { 整改类型: null, 完成时限: '长期坚持' })]);
    expect(result.findings[0]?.termClass).toBe('continuous');
  });

  it('works with a mapping the user has made, for a sheet without known headers', () => {
    const sheet = sheetOf([
      ['甲列', '乙列'],
      ['问题甲', '修订制度'],
    ]);
    const result = buildPreview(
      sheet,
      { headerRows: [0], firstDataRow: 1, columns: { text: 0, measure: 1 } },
      context,
    );
    expect(result.issues).toEqual([]);
    expect(result.findings[0]).toMatchObject({ text: '问题甲', no: '', status: 'ok' });
  });

  it('blames no column when the wording is not mapped', () => {
    const sheet = sheetOf([['措施'], ['修订制度']]);
    const result = buildPreview(
      sheet,
      { headerRows: [0], firstDataRow: 1, columns: { measure: 0 } },
      context,
    );
    expect(result.issues).toMatchObject([{ row: 2, column: '', code: 'missing_text' }]);
  });
});

describe('properties', () => {
  const anyCell = fc.oneof(
    fc.constantFrom<CellLiteral>(
      null,
      '',
      '一、',
      '（一）',
      '合计',
      '=1',
      '-',
      '1',
      '问题',
      '2024年底',
      '党群工作部',
    ),
    fc.string({ unit: anySign, maxLength: 12 }),
    fc.integer(),
  );
  const anyRows = fc.array(fc.array(anyCell, { maxLength: 11 }), { maxLength: 12 });

  it('accounts for every row exactly once and never throws', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const result = preview(rows);
        const seen = [
          ...result.skipped.map((skipped) => skipped.row),
          ...result.findings.map((finding) => finding.rowStart),
        ];
        expect(new Set(seen).size).toBe(seen.length);
        for (const finding of result.findings)
          expect(finding.rowEnd).toBeGreaterThanOrEqual(finding.rowStart);
        const { ok, warning, error, duplicate, exists, findings } = result.totals;
        expect(ok + warning + error + duplicate + exists).toBe(findings);
      }),
    );
  });

  it('blocks a finding exactly when one of its rows has an error', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const result = preview(rows);
        for (const finding of result.findings) {
          const hasError = result.issues.some(
            (issue) =>
              issue.severity === 'error' && issue.row >= finding.rowStart && issue.row <= finding.rowEnd,
          );
          expect(['error', 'duplicate'].includes(finding.status)).toBe(hasError);
        }
      }),
    );
  });

  it('gives the same preview for the same input', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(preview(rows)).toEqual(preview(rows));
      }),
      { numRuns: 20 },
    );
  });
});

describe('rows that are hidden in the workbook', () => {
  it('are imported like the others, and said', () => {
    const sheet = { ...sheetOf([HEADER, row(1, '看得见的问题'), row(2, '被筛选掉的问题')]), hiddenRows: [2] };
    const result = buildPreview(sheet, detectHeader(sheet), context);
    expect(result.findings.map(({ status }) => status)).toEqual(['ok', 'warning']);
    expect(codes(result)).toEqual(['3B warning hidden_row']);
  });
});
