import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';
import {
  isFooterText,
  isFormulaLike,
  sectionHeading,
  shortTitle,
  splitNames,
  splitNumberedItems,
  tidyText,
} from './ledger-text.ts';
import { readDoneFlag, readTermCell, readTermClass, termClassOfTerms } from './read-term.ts';
import { isEverybody } from './resolve-names.ts';

describe('isFormulaLike', () => {
  it.each([
    "=cmd|' /C calc'!A0 资金支付审批不规范",
    '＝1+1',
    '=SUM(A1)',
    '@SUM(A1:A2)',
    '+1+1',
    '-2+3+cmd|x',
    '-A1',
    '+SUM(1,2)',
    '- HYPERLINK("http://x")',
    '\t=1+1',
    '\r@x',
    '  =1',
    '-(1)',
    '-1-2',
  ])('%j is one', (text) => {
    expect(isFormulaLike(text)).toBe(true);
  });
  it.each([
    '',
    '合同=协议',
    '- 修订制度',
    '-修订制度（2024版）',
    '--补充说明',
    '+加强管理',
    '-5',
    '+3.5%',
    '-1,268.5',
    '\t缩进的文字',
    '1-2月未开展',
    '-12家承包商资质过期',
  ])('%j is none', (text) => {
    expect(isFormulaLike(text)).toBe(false);
  });
});

describe('words', () => {
  it('tidies white space and empty lines', () => {
    expect(tidyText(' 甲\u3000 乙 \r\n\r\n 丙\u200B ')).toBe('甲 乙\n丙');
  });

  it.each([
    ['纪委、财务资产部', ['纪委', '财务资产部']],
    [
      '纪委，财务部,组织部；宣传部;工会\n团委/党办',
      ['纪委', '财务部', '组织部', '宣传部', '工会', '团委', '党办'],
    ],
    ['纪委、 纪委 、', ['纪委']],
    ['  ', []],
  ])('splits %j', (text, names) => {
    expect(splitNames(text)).toEqual(names);
  });

  it.each([
    ['合同管理不够严格，抽查86份', '合同管理不够严格'],
    ['合同资产长期挂账1,268万元未清理。', '合同资产长期挂账1,268万元未清理'],
    ['一是，制度执行不严格；二是', '一是，制度执行不严格'],
    ['问题', '问题'],
    [`${'长'.repeat(60)}，后文`, `${'长'.repeat(39)}…`],
    ['长'.repeat(40), '长'.repeat(40)],
    ['上行\n下行接着写，后文', '上行下行接着写'],
    ['', ''],
  ])('titles %j', (text, title) => {
    expect(shortTitle(text)).toBe(title);
  });

  it('titles never exceed 40 characters', () => {
    // Long texts of few signs, one of two UTF-16 units among them; strings of any size stay below 40 by themselves.
    const sign = fc.constantFrom('整', '改', '，', '。', '；', '\n', ' ', 'a', '1', '.', '𠮷');
    const long = fc.string({ unit: sign, maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(long, (text) => {
        const title = shortTitle(text);
        expect([...title].length).toBeLessThanOrEqual(40);
        expect(title.isWellFormed()).toBe(true);
      }),
    );
  });

  it.each([
    ['1.修订制度；\n2.开展检查。', ['修订制度；', '开展检查。']],
    ['（1）修订制度\n（2）开展检查\n并通报', ['修订制度', '开展检查\n并通报']],
    ['①甲\n②乙', ['甲', '乙']],
    ['1.5万元追回\n2.3万元退还', ['1.5万元追回\n2.3万元退还']],
    ['修订制度\n开展检查', ['修订制度\n开展检查']],
    ['1.只有一条', ['1.只有一条']],
    ['', ['']],
  ])('splits the list %j', (text, items) => {
    expect(splitNumberedItems(text)).toEqual(items);
  });

  it.each([
    ['一、党建责任方面', { level: 1, title: '党建责任方面' }],
    ['十二．经营管理', { level: 1, title: '经营管理' }],
    ['第三部分 作风', { level: 1, title: '作风' }],
    ['（一）经营管理方面', { level: 2, title: '经营管理方面' }],
    ['(二)、经营管理', { level: 2, title: '经营管理' }],
    ['（一）', { level: 2, title: '' }],
    ['三', { level: 1, title: '' }],
    ['一些党员不交党费', undefined],
    ['1.1', undefined],
  ])('heading %j', (text, heading) => {
    expect(sectionHeading(text)).toEqual(heading);
  });

  it.each([
    '填表人：王某',
    '审核人:',
    '合计',
    '合计：12项',
    '共计6个问题',
    '注：以上为准',
    '联系电话：',
    '备注：无',
    '签字（盖章）：',
  ])('footer %s', (text) => {
    expect(isFooterText(text)).toBe(true);
  });
  it.each(['审核把关不严格', '说明书编制不规范', '合计98.4万元未入账', '备注栏未填写', '联系群众不够', ''])(
    'no footer %s',
    (text) => {
      expect(isFooterText(text)).toBe(false);
    },
  );

  it.each([
    '各部门',
    '机关各部门',
    '相关部门',
    '各有关单位',
    '各党支部',
    '所有部门',
    '各部门、单位',
    '各部门（单位）',
  ])('%s is everybody', (text) => {
    expect(isEverybody(text)).toBe(true);
  });
  it.each(['财务部', '各项工作组', '单位', '不存在的部门'])('%s is not everybody', (text) => {
    expect(isEverybody(text)).toBe(false);
  });
});

describe('fingerprintOf (D07)', () => {
  it('ignores width, white space and punctuation, and nothing else', () => {
    const print = fingerprintOf('抽查2022至2023年合同86份，其中11份先施工后签订。');
    expect(fingerprintOf('  抽查２０２２至2023年合同86份,\n其中11份先施工后签订  ')).toBe(print);
    expect(fingerprintOf('抽查2022至2023年合同86份，其中12份先施工后签订。')).not.toBe(print);
    expect(print).toMatch(/^[0-9a-f]{64}$/);
  });
  it('is the SHA-256 of the folded text', () => {
    // printf '问题' | sha256sum
    expect(fingerprintOf('问 题！')).toBe('33a8618cb6710e43488a4b7ed2406bf0ec1f80d10093863798a3ca5eb8a9d6c6');
  });
});

describe('terms in cells', () => {
  it('keeps what the person saw', () => {
    expect(readTermCell(null, {})).toEqual({ kind: 'none', original: '' });
    expect(readTermCell({ kind: 'text', value: '  ' }, {})).toEqual({ kind: 'none', original: '' });
    expect(readTermCell({ kind: 'number', value: 45_626, text: '45626' }, {})).toMatchObject({
      date: '2024-11-30',
      original: '45626',
    });
    expect(
      readTermCell({ kind: 'date', value: '2024-11-30', text: '30/11', precision: 'day' }, {}),
    ).toMatchObject({
      date: '2024-11-30',
      original: '30/11',
    });
  });
  it('reads a date cell that shows no day as its month or year', () => {
    expect(
      readTermCell({ kind: 'date', value: '2025-03-01', text: '2025年3月', precision: 'month' }, {}),
    ).toMatchObject({ date: '2025-03-31' });
    expect(
      readTermCell({ kind: 'date', value: '2025-01-01', text: '2025年', precision: 'year' }, {}),
    ).toMatchObject({ date: '2025-12-31' });
  });

  it.each([
    ['立行立改', 'immediate'],
    ['立改', 'immediate'],
    ['限期整改', 'time_limited'],
    ['阶段性整改', 'time_limited'],
    ['持续整改', 'continuous'],
    ['长期坚持', 'continuous'],
    ['2024年底', 'time_limited'],
    ['', undefined],
    ['重点', undefined],
  ])('class %j is %s', (text, termClass) => {
    expect(readTermClass(text)).toBe(termClass);
  });

  it('derives the class of a finding from its terms', () => {
    const term = (text: string) => readTermCell({ kind: 'text', value: text }, {});
    expect(termClassOfTerms([term('立行立改'), term('2024年底'), term('长期坚持')])).toBe('continuous');
    expect(termClassOfTerms([term('2024年底前完成并长期坚持')])).toBe('continuous');
    expect(termClassOfTerms([term('立行立改'), term('2024年底')])).toBe('time_limited');
    expect(termClassOfTerms([term('立行立改')])).toBe('immediate');
    expect(termClassOfTerms([term('尽快')])).toBe('time_limited');
  });

  it.each([
    ['是', true],
    ['√', true],
    ['已完成', true],
    ['已整改到位', true],
    ['已整改', true],
    ['否', false],
    ['×', false],
    ['整改中', false],
    ['未完成', false],
    ['已完成三项措施中的两项', undefined],
    ['', undefined],
  ])('done %j: %s', (text, done) => {
    expect(readDoneFlag(text)).toBe(done);
  });
});
