import { ruleInEnglish } from '@xuncha/domain';
import { dayInEnglish } from './day-in-english.ts';

/** What the server writes into records by itself: titles of what it opens, alerts, reasons of orders, rows it cannot read. */

type Phrase = readonly [RegExp, (...parts: (string | undefined)[]) => string];

const many = (count: string | undefined, one: string, other: string): string =>
  `${count} ${count === '1' ? one : other}`;

const TITLES: readonly Phrase[] = [
  [
    /^(\d{4})?(整改情况报告|主要负责人组织落实情况报告|阶段性整改情况报告|年度整改情况报告)（([\s\S]+?)）?$/,
    (year, report = '', batch) => `${ruleInEnglish(report)}${year ? ` ${year}` : ''} (${batch})`,
  ],
  [/^(.+)巡察反馈问题整改方案$/, (round) => `Rectification plan ${round}`],
  [
    /^督办：(\S+) ([\s\S]+?)(?: 等(\d+)个问题)?$/,
    (no, title, all) => `Order: ${no} ${title}${all ? ` and ${Number(all) - 1} more` : ''}`,
  ],
  [/^第(.+?)号问题协调：([\s\S]+)$/, (no, title) => `Help with finding ${no}: ${title}`],
  [/^第(.+?)号问题提请指导：([\s\S]+)$/, (no, title) => `Guidance on finding ${no}: ${title}`],
  [/^约谈([^：]+)：([\s\S]+)$/, (who, reason) => `Talk with ${who}: ${reason}`],
  [/^疑似边改边犯：(.+)$/, (finding) => `Suspected recurrence: ${finding}`],
  [/^有一件受限事项待办理$/, () => 'A restricted matter is waiting'],
  [/^异议待答复$/, () => 'Objection to be answered'],
  [/^延期至 (\S+) 待审批$/, (to) => `Extension to ${dayInEnglish(to)} to be decided`],
  [/^档案导出待审批$/, () => 'Export to be decided'],
  [/^系统$/, () => 'System'],
  [/^集团职能部门$/, () => 'functional departments of HQ'],
];

const ALERTS: readonly Phrase[] = [
  [/^已超过期限(\S+)$/, (date) => `Overdue since ${dayInEnglish(date)}`],
  [
    /^距期限(\S+)不足(\d+)天$/,
    (date, days) => `Due on ${dayInEnglish(date)}, within ${many(days, 'day', 'days')}`,
  ],
  [
    /^第(\d+)条措施已超过期限(\S+)$/,
    (seq, date) => `Measure ${seq} has been overdue since ${dayInEnglish(date)}`,
  ],
  [
    /^第(\d+)条措施距期限不足(\d+)天$/,
    (seq, days) => `Measure ${seq} is due within ${many(days, 'day', 'days')}`,
  ],
  [
    /^第(\d+)条措施计划(\d+)%、实际(\d+)%，落后(\d+)个百分点$/,
    (seq, planned, actual, points) =>
      `Measure ${seq}: planned ${planned}%, actual ${actual}%, ${many(points, 'point', 'points')} behind`,
  ],
  [
    /^总体计划(\d+)%、实际(\d+)%，落后(\d+)个百分点$/,
    (planned, actual, points) =>
      `As a whole: planned ${planned}%, actual ${actual}%, ${many(points, 'point', 'points')} behind`,
  ],
  [/^验收申请被退回，尚未重新申请$/, () => 'The application was returned and has not been made again'],
  [/^阶段性验收被退回，尚未重新填报$/, () => 'The stage was returned and nothing has been reported since'],
  [
    /^第(\d+)条措施阶段性验收被退回，尚未重新填报$/,
    (seq) => `The stage of measure ${seq} was returned and nothing has been reported since`,
  ],
  [
    /^计划进度 = 自开始之日至完成期限按天数均匀推算/,
    () =>
      'Planned progress = spread evenly over the days from the start to the due date; with stages, the last stage whose date has come.',
  ],
  [
    /^偏差 = 计划进度 − 实际进度（百分点）。$/,
    () => 'Deviation = planned − actual progress (percentage points).',
  ],
  [/^蓝色：距完成期限 (\d+) 天以内。$/, (days) => `Blue: due within ${many(days, 'day', 'days')}.`],
  [
    /^黄色：偏差达到 (\d+) 个百分点，/,
    (points) =>
      `Yellow: ${many(points, 'percentage point', 'percentage points')} behind or more, a measure overdue, or an application or a stage returned.`,
  ],
  [/^红色：超过问题的整改期限/, () => 'Red: the finding is overdue (a continuous one by its next check).'],
];

const ORDERS: readonly Phrase[] = [
  [
    /^红色预警：问题超过整改期限/,
    () =>
      'Red alert: on the day a finding becomes overdue (a continuous one by its next check), an order is issued.',
  ],
  [
    /^逾期：今日 − 整改期限 ≥ (\d+) 天，自动下发督办单。$/,
    (days) => `Overdue: today − due date ≥ ${many(days, 'day', 'days')}, an order is issued.`,
  ],
  [
    /^质量不高：材料核验累计退回 ≥ (\d+) 次，自动下发督办单。$/,
    (times) =>
      `Poor quality: returned by the evidence check ≥ ${many(times, 'time', 'times')}, an order is issued.`,
  ],
  [
    /^同一问题、同一期限（同一次退回）只下发一次；每单位每日最多 (\d+) 张，逾期最久的在先。$/,
    (most) =>
      `One order for one finding and date (or return); at most ${many(most, 'order', 'orders')} a day for a unit, the longest overdue first.`,
  ],
  [
    /^期限为(\S+?)，至(\S+?)已逾期(\d+)天，达到自动督办条件（逾期满(\d+)天）。$/,
    (date, today, days, limit) =>
      `Due on ${dayInEnglish(date)}, ${many(days, 'day', 'days')} overdue on ${dayInEnglish(today)}; an order is issued from ${many(limit, 'day', 'days')} on.`,
  ],
  [
    /^期限为(\S+?)，(\S+?)起为红色预警（逾期(\d+)天），达到自动督办条件（红色预警）。$/,
    (date, today, days) =>
      `Due on ${dayInEnglish(date)}, red alert from ${dayInEnglish(today)} on (${many(days, 'day', 'days')} overdue); a red alert leads to an order.`,
  ],
  [
    /^材料核验已累计退回(\d+)次，达到自动督办条件（退回满(\d+)次）。$/,
    (count, limit) =>
      `Returned by the evidence check ${many(count, 'time', 'times')}; an order is issued from ${many(limit, 'time', 'times')} on.`,
  ],
  [/^集团巡察办人工下发。$/, () => 'Issued by the inspection office.'],
  [/^单位整改办人工下发。$/, () => 'Issued by the rectification office.'],
  [
    /^(疑似边改边犯：)?与(\S+?)销号的第(.+?)号问题“([\s\S]+)”类别相同，表述相似度(\d+)%（达到(\d+)%），在销号后(\d+)个月内再次出现。(可以导入，反馈时提示整改办和巡察办确认。)?$/,
    (suspected, on, no, title, likeness, least, months, imported) =>
      `${suspected ? 'Suspected recurrence: same' : 'Same'} category as finding ${no} “${title}”, closed on ${dayInEnglish(on)}; wordings ${likeness}% alike (from ${least}% on), within ${many(months, 'month', 'months')} of close-out.${
        imported ? ' It can be imported; both offices are asked to confirm at feedback.' : ''
      }`,
  ],
];

/** Rows of an index sheet that cannot be followed. */
const INDEX_ROWS: readonly Phrase[] = [
  [
    /^没有找到文件“([\s\S]+)”，请检查文件名/,
    (name) => `There is no file “${name}”. Check its name, or choose it too.`,
  ],
  [/^有 (\d+) 个文件都叫“([\s\S]+)”/, (count, name) => `${count} files are called “${name}”. Rename them.`],
  [/^没有填写措施序号。$/, () => 'The measure’s number is missing.'],
  [/^没有第 ([\s\S]+) 条措施/, (seq) => `The finding has no measure ${seq}.`],
  [/^没有找到“([\s\S]+)”一列/, (column) => `The column “${column}” is missing; check the head of the sheet.`],
  [/^没有填写文件名。$/, () => 'The file’s name is missing.'],
  [
    /^文件“([\s\S]+)”在表中出现了两次/,
    (name) => `The file “${name}” stands in the sheet twice; the first row counts.`,
  ],
  [/^形成日期“([\s\S]+)”不是有效日期/, (day) => `“${day}” is not a date. Write it as 2024-09-01.`],
  [/^形成日期晚于今天/, () => 'The date of the document is after today.'],
  [/^没有填写问题编号。$/, () => 'The finding’s number is missing.'],
  [
    /^没有找到(?:([\s\S]+)的)?问题“([\s\S]+)”，请核对台账/,
    (round, no) => `There is no finding “${no}”${round ? ` in ${round}` : ''} that you work on.`,
  ],
  [
    /^(?:([\s\S]+)的)?问题“([\s\S]+)”有 (\d+) 个（(.+)），请在/,
    (_round, no, count, rounds) => `${count} findings have the number “${no}” (${rounds}); write the round.`,
  ],
];

/** What keeps a file from being what its record says. */
const DAMAGES: readonly Phrase[] = [
  [/^材料库中找不到这份文件。/, () => 'The file is not in the vault. Have it restored before an export.'],
  [
    /^文件现有 (\d+) 字节，登记为 (\d+) 字节。/,
    (now, then) => `The file has ${now} bytes, on record are ${then}. Have it restored before an export.`,
  ],
  [
    /^文件的校验值与登记的不一致。/,
    () => 'The file’s checksum differs from its record. Have it restored before an export.',
  ],
  [
    /^重新读取后计算的校验值与登记的不一致/,
    () => 'Read again, the file’s checksum differs: it is damaged. Have it restored before an export.',
  ],
  [
    /^文件的锁定期比登记的短/,
    () =>
      'The file is locked for a shorter time than recorded: it may be changed. Have it restored before an export.',
  ],
];

export const RECORD_PHRASES: readonly Phrase[] = [...TITLES, ...ALERTS, ...ORDERS, ...INDEX_ROWS, ...DAMAGES];

/** What the preview of an import finds in a row, by its code; the value it is about stands beside it. */
export const ISSUES: Readonly<Record<string, string>> = {
  already_imported: 'This round has the finding already; the row will not be imported again',
  assumed_term: 'The due date was read by assumption; please check',
  duplicate_no: 'The number stands on another row too; please check',
  duplicate_row:
    'The wording is that of an earlier row, so this one will not be imported; word it differently if it is another finding',
  error_value: 'The cell holds an error value; enter what it should be',
  formula_cell: 'The cell is a formula; its present result was taken, please check',
  hidden_row:
    'This row is hidden in Excel, or filtered out, and would be imported too; delete it in the file if it should not be',
  formula_like_text: 'The text begins like a formula and cannot be imported; delete its beginning',
  impossible_date: 'The due date does not exist; please correct it',
  inherited_value: 'Empty, so taken over from the measure above; please check',
  missing_department: 'No department; it must be set before rectification starts',
  missing_measure: 'No measures; they must be added in the plan',
  missing_term: 'No due date, so three months from the feedback',
  missing_text: 'The wording is empty; delete the number as well if this is a measure of the finding above',
  possible_recurrence:
    'Suspected recurrence of a closed finding; it can be imported, both offices are asked to confirm',
  several_departments: 'Only one department can lead: the first does, the others support it',
  term_before_feedback: 'The due date is before the feedback; please check',
  text_too_long: 'The text is too long; shorten or split it',
  too_many_measures: 'Too many measures for one import; join those that are alike, or split the finding',
  unknown_department: 'The unit has no such department; choose one in the preview, or add it first',
  unknown_person: 'No single member has this name; kept as a name, choose the person after the import',
  unknown_supporting_department: 'The unit has no such supporting department; kept as a name',
  unknown_term_class: 'Not 立行立改, 限期整改 or 持续整改; judged by the due date, please check',
  unreadable_term: 'The due date cannot be read; write 2024年12月31日, 立行立改 or 长期坚持',
  vague_term: 'The due date is vague; write a date such as 2024年12月底前, 立行立改 or 长期坚持',
};
