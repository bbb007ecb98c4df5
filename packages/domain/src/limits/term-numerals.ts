/** Brings the many ways of writing a term to one: half-width, no white space, Arabic digits, no clock time. */

const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  '○': 0,
  O: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 二〇二四 → 2024, 十二 → 12, 二十 → 20, 三十一 → 31. */
export function chineseNumeralToArabic(numeral: string): string {
  const expanded = numeral.replaceAll('廿', '二十').replaceAll('卅', '三十');
  const tens = /^(.?)十(.?)$/.exec(expanded);
  if (tens) {
    const ten = tens[1] === '' ? 1 : (DIGITS[tens[1] ?? ''] ?? 0);
    return String(ten * 10 + (tens[2] === '' ? 0 : (DIGITS[tens[2] ?? ''] ?? 0)));
  }
  return [...expanded].map((digit) => DIGITS[digit] ?? digit).join('');
}

/** Numerals count only before a unit of time: 第三方 or 一岗双责 stay as they are. */
const NUMERAL_BEFORE_UNIT =
  /[〇零○O一二两三四五六七八九十廿卅]+(?=年|个?月|日|号|天|周|个?工作日|个?星期|季)/g;

export function foldTermText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/([\d日号])[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/, '$1')
    .replace(/\s+/g, '')
    .replace(/[，]/g, ',')
    .replace(/[。．]$/, '')
    .replace(NUMERAL_BEFORE_UNIT, chineseNumeralToArabic);
}
