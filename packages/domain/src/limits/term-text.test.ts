import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysInMonth, endOfMonth, isCalendarDate } from './calendar-date.ts';
import { parseTermText } from './term-text.ts';

/** Any sign of the basic plane. The library's own `binary` unit takes a second or more to be made. */
const anySign = fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCodePoint(code));

const referenceDate = '2024-09-12';

const dateOf = (text: string | number, reference: string | undefined = referenceDate): string | undefined => {
  const term = parseTermText(text, reference === undefined ? {} : { referenceDate: reference });
  return term.kind === 'date' ? term.date : undefined;
};

describe('dated terms', () => {
  it.each([
    ['2024年12月底前', '2024-12-31'],
    ['2024年12月底', '2024-12-31'],
    ['2024年底', '2024-12-31'],
    ['2024年年底前', '2024-12-31'],
    ['2024年度内', '2024-12-31'],
    ['2025年3月', '2025-03-31'],
    ['2025年1月底前', '2025-01-31'],
    ['2024年2月', '2024-02-29'],
    ['2024年上半年', '2024-06-30'],
    ['2024年下半年', '2024-12-31'],
    ['2024年三季度末', '2024-09-30'],
    ['2024年第四季度', '2024-12-31'],
    ['2025Q1', '2025-03-31'],
    ['2024-10-31', '2024-10-31'],
    ['2024.12.31', '2024-12-31'],
    ['2024/11/30', '2024-11-30'],
    ['2024/1/5', '2024-01-05'],
    ['2024-12', '2024-12-31'],
    ['2024年11月15日', '2024-11-15'],
    ['2024年11月15日前', '2024-11-15'],
    ['2024年11月15号之前', '2024-11-15'],
    ['２０２４年１２月３１日', '2024-12-31'],
    ['二〇二四年十二月', '2024-12-31'],
    ['二零二四年十月三十一日前', '2024-10-31'],
    ['二○二五年二月二十日', '2025-02-20'],
    ['24年6月', '2024-06-30'],
    ['20241231', '2024-12-31'],
    ['202412', '2024-12-31'],
    ['2024-12-31 00:00:00', '2024-12-31'],
    ['2024-12-31T08:30:00Z', '2024-12-31'],
    [' 2024 年 12 月 31 日 ', '2024-12-31'],
    ['力争2024年12月31日前完成整改', '2024-12-31'],
    ['整改时限：2024年10月底。', '2024-10-31'],
    ['45626', '2024-11-30'],
    [45626, '2024-11-30'],
    [45626.75, '2024-11-30'],
    [20241231, '2024-12-31'],
    [2024.12, '2024-12-31'],
    ['2024.10.1-2024.12.31', '2024-12-31'],
    ['2024年10月—2025年3月', '2025-03-31'],
    ['2024年10月至12月', '2024-12-31'],
  ])('%s is %s', (text, date) => {
    expect(dateOf(text)).toBe(date);
  });

  it.each([
    ['12月底前', '2024-12-31'],
    ['3月底前', '2025-03-31'],
    ['9月12日', '2024-09-12'],
    ['9月11日', '2025-09-11'],
    ['上半年', '2025-06-30'],
    ['三季度末', '2024-09-30'],
    ['年底前', '2024-12-31'],
    ['今年年底', '2024-12-31'],
    ['明年3月底', '2025-03-31'],
    ['本月底', '2024-09-30'],
    ['下月15日前', undefined],
    ['下月底', '2024-10-31'],
    ['3个月内', '2024-12-12'],
    ['反馈后三个月内', '2024-12-12'],
    ['半年内', '2025-03-12'],
    ['30日内', '2024-10-12'],
    ['两周内', '2024-09-26'],
    // 13 and 14 (make-up), 18–20, 23–27, 29 (make-up), 30 September, 8–10 October.
    ['十五个工作日内', '2024-10-10'],
  ])('%s, counted from the reference date, is %s', (text, date) => {
    expect(dateOf(text)).toBe(date);
  });

  it.each(['12月底前', '上半年', '今年年底', '3个月内', '下月底'])(
    '%s has no date without a reference',
    (text) => {
      expect(parseTermText(text)).toEqual({ kind: 'invalid', reason: 'vague', original: text });
    },
  );

  it('says how it read the words and whether it had to assume', () => {
    expect(parseTermText('2024年12月底前')).toEqual({
      kind: 'date',
      date: '2024-12-31',
      termClass: 'time_limited',
      original: '2024年12月底前',
      reading: '2024年12月31日',
      assumed: false,
    });
    expect(parseTermText('12月底前', { referenceDate })).toMatchObject({
      reading: '2024年12月31日（原文未写年份，按2024年9月12日之后的2024年计）',
      assumed: true,
    });
    expect(parseTermText('2024年11月中旬')).toMatchObject({ date: '2024-11-20', assumed: true });
    expect(parseTermText('2025年3月前')).toMatchObject({ date: '2025-03-31', assumed: true });
    expect(parseTermText('2025')).toMatchObject({ date: '2025-12-31', assumed: true });
  });

  it.each([
    ['2024年11月初', '2024年11月10日（上旬按10日计）'],
    ['2024年11月上旬前', '2024年11月10日（上旬按10日计）'],
    ['2024年11月中旬', '2024年11月20日（中旬按20日计）'],
    ['2024年11月下旬', '2024年11月30日'],
    ['2024年11月份', '2024年11月30日'],
    ['2024年11月份前', '2024年11月30日（“11月前”按11月底计）'],
    ['2024年年中', '2024年6月30日'],
    ['2024年二季', '2024年6月30日'],
    ['2024年', '2024年12月31日'],
    ['2025', '2025年12月31日（只写了年份，按2025年12月31日计）'],
    ['2099年12月', '2099年12月31日'],
    ['次年上半年', '2025年6月30日（“次年”按2025年计）'],
    ['今年6月', '2024年6月30日（“今年”按2024年计）'],
    ['本年度', '2024年12月31日（“本年”按2024年计）'],
    ['3年内', '2027年9月12日（自2024年9月12日起算）'],
    ['1日内', '2024年9月13日（自2024年9月12日起算）'],
    ['3650日内', '2034年9月10日（自2024年9月12日起算）'],
    ['3个星期内', '2024年10月3日（自2024年9月12日起算）'],
    ['二十日内', '2024年10月2日（自2024年9月12日起算）'],
    ['廿日内', '2024年10月2日（自2024年9月12日起算）'],
    ['卅一日内', '2024年10月13日（自2024年9月12日起算）'],
    ['十日内', '2024年9月22日（自2024年9月12日起算）'],
    ['本月中旬', '2024年9月20日（按2024年9月12日推算）'],
    ['次月底', '2024年10月31日（按2024年9月12日推算）'],
    ['2024年10月至2024年10月', '2024年10月31日（按起止时间的截止日期计）'],
    ['2024年10月1日-12月31日', '2024年12月31日（按起止时间的截止日期计）'],
    ['2024.10.1～2024.12.31', '2024年12月31日（按起止时间的截止日期计）'],
    ['2024年10月1日——12月31日', '2024年12月31日（按起止时间的截止日期计）'],
    ['36526', '2000年1月1日（Excel 日期序号 36526）'],
    ['54788', '2049年12月31日（Excel 日期序号 54788）'],
    [54788.5, '2049年12月31日（Excel 日期序号 54788）'],
    ['2024-12-31 8:30:15.25', '2024年12月31日'],
    ['2024-12-31   08:30', '2024年12月31日'],
    ['2024年12月31日 08:30', '2024年12月31日'],
  ])('%s is read as %s', (text, reading) => {
    const term = parseTermText(text, { referenceDate });
    expect(term).toMatchObject({ kind: 'date', reading, assumed: /（(?!Excel)/.test(reading) });
  });

  it.each([
    ['2024年13月', 'impossible_date'],
    ['2024年0月', 'impossible_date'],
    ['2024年5季度', 'impossible_date'],
    ['持续推进，2024年13月', 'impossible_date'],
    ['2100年12月', 'unreadable'],
    ['2100年12月5日', 'unreadable'],
    ['2100年上半年', 'unreadable'],
    ['0日内', 'unreadable'],
    ['3651日内', 'unreadable'],
    ['36525', 'unreadable'],
    ['54789', 'unreadable'],
    ['12025', 'unreadable'],
    ['2024年10月1日至2024年9月1日', 'unreadable'],
    ['2024年10月至11月至12月', 'unreadable'],
    ['某日至2024年12月', 'unreadable'],
    ['去年', 'unreadable'],
    ['2024年前', 'vague'],
    ['尽快', 'vague'],
  ])('%s is %s', (text, reason) => {
    expect(parseTermText(text, { referenceDate })).toEqual({ kind: 'invalid', reason, original: text });
  });

  it('counts from no day that is none', () => {
    for (const reference of ['2024-02-30', ''])
      expect(parseTermText('3个月内', { referenceDate: reference })).toMatchObject({ reason: 'vague' });
  });

  it.each([
    ['立行立改，12月底前', '2024-12-31', 'immediate'],
    ['（立行立改）2024年10月底', '2024-10-31', 'immediate'],
    ['并长期坚持,2024年12月', '2024-12-31', 'continuous'],
    ['2024年12月,、持续推进。', '2024-12-31', 'continuous'],
    ['常态化整改，2024年12月', '2024-12-31', 'continuous'],
    ['长期，2024年12月', '2024-12-31', 'continuous'],
  ])('%s has the day %s and is %s', (text, date, qualifier) => {
    expect(parseTermText(text, { referenceDate })).toMatchObject({ kind: 'date', date, qualifier });
  });

  it('keeps a class named beside the date', () => {
    expect(parseTermText('立行立改，2024年10月底前完成')).toMatchObject({
      date: '2024-10-31',
      qualifier: 'immediate',
    });
    expect(parseTermText('2024年12月底前完成并长期坚持')).toMatchObject({
      date: '2024-12-31',
      qualifier: 'continuous',
    });
  });
});

describe('term classes', () => {
  it.each(['立行立改', '立即整改', '即知即改', '边查边改', '已完成', '已整改完成', '完成'])(
    '%s is immediate',
    (text) => {
      expect(parseTermText(text)).toEqual({ kind: 'immediate', termClass: 'immediate', original: text });
    },
  );
  it.each(['长期坚持', '持续整改', '常态化', '常态化推进', '长期', '立行立改并长期坚持'])(
    '%s is continuous',
    (text) => {
      expect(parseTermText(text)).toEqual({ kind: 'continuous', termClass: 'continuous', original: text });
    },
  );
});

describe('terms that are no term', () => {
  it.each([
    ['2024年2月30日', 'impossible_date'],
    ['2023-02-29', 'impossible_date'],
    ['2024年13月', 'impossible_date'],
    ['20241331', 'impossible_date'],
    ['2024年五季度', 'impossible_date'],
    ['立行立改，2024年2月30日前', 'impossible_date'],
    ['尽快', 'vague'],
    ['近期', 'vague'],
    ['适时', 'vague'],
    ['未完成', 'vague'],
    ['根据工作进度安排', 'vague'],
    ['2025年前', 'vague'],
    ['', 'unreadable'],
    ['无', 'unreadable'],
    ['99999', 'unreadable'],
    ['12345', 'unreadable'],
    ['1024年12月', 'unreadable'],
    ['12.31', 'unreadable'],
    ['2024年12月至2024年3月', 'unreadable'],
    ['2024年9月底前、2024年12月底前', 'unreadable'],
  ])('%s is %s', (text, reason) => {
    expect(parseTermText(text, { referenceDate })).toEqual({ kind: 'invalid', reason, original: text });
  });

  it('refuses a number whose last zero Excel may have dropped', () => {
    expect(parseTermText(2024.1)).toMatchObject({ kind: 'invalid', reason: 'unreadable' });
    expect(parseTermText('2024.1')).toMatchObject({ kind: 'date', date: '2024-01-31' });
  });
});

describe('properties', () => {
  const anyDay = fc
    .tuple(
      fc.integer({ min: 2000, max: 2099 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    )
    .filter(([year, month, day]) => day <= daysInMonth(year, month));
  const two = (value: number): string => String(value).padStart(2, '0');

  it('reads every day the same in every notation', () => {
    fc.assert(
      fc.property(anyDay, ([year, month, day]) => {
        const expected = `${year}-${two(month)}-${two(day)}`;
        const notations = [
          `${year}年${month}月${day}日`,
          `${year}年${two(month)}月${two(day)}日前`,
          expected,
          `${year}.${month}.${day}`,
          `${year}/${month}/${day}`,
          `${year}${two(month)}${two(day)}`,
        ];
        for (const notation of notations) expect(dateOf(notation)).toBe(expected);
      }),
    );
  });

  it('reads every month as its last day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        for (const tail of ['', '底', '底前', '末', '份', '内', '底前完成'])
          expect(dateOf(`${year}年${month}月${tail}`)).toBe(endOfMonth(year, month));
      }),
    );
  });

  it('never throws, keeps the original, and dates only days that exist', () => {
    const words = fc.constantFrom(
      '年',
      '月',
      '日',
      '底',
      '前',
      '十',
      '二',
      '2024',
      '13',
      '31',
      '-',
      '.',
      '至',
      '长期',
      '立行立改',
      '季度',
      '个工作日内',
      ' ',
      '\n',
    );
    const anyText = fc.oneof(
      fc.string({ unit: anySign }),
      fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.oneof(anyText, fc.double()), (text) => {
        const term = parseTermText(text, { referenceDate });
        expect(term.original).toBe(String(text));
        if (term.kind === 'date') expect(isCalendarDate(term.date)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never puts a year-less term before the reference date', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 12 }), ([year, month, day], named) => {
        const reference = `${year}-${two(month)}-${two(day)}`;
        const date = dateOf(`${named}月底前`, reference);
        if (date !== undefined) expect(date >= reference).toBe(true);
      }),
    );
  });
});
