import { type FindingAggregate, isCounted, type TermClass } from '../finding/finding.ts';
import { type Outcome, outcomeOf, type ReportNumbers, reportNumbers } from '../report/index.ts';
import { namesIn, withoutNames } from './public-text.ts';

/** internal: to the unit's own people · public: to everybody (F11). */
export const NOTICE_AUDIENCES = ['internal', 'public'] as const;
export type NoticeAudience = (typeof NOTICE_AUDIENCES)[number];
export const NOTICE_AUDIENCE_TITLES: Readonly<Record<NoticeAudience, string>> = {
  internal: '内部公开',
  public: '社会公开',
};

/** Fields of a finding that may go out; nothing else is ever read into a notice. */
export const NOTICE_FIELDS = {
  no: '问题编号',
  domain: '领域',
  category: '类别',
  title: '问题名称',
  departmentName: '牵头部门',
  termClass: '整改类别',
  outcome: '整改情况',
  measures: '措施完成数',
  dueDate: '整改时限',
  text: '公开表述（由撰写人填写）',
} as const;
export type NoticeField = keyof typeof NOTICE_FIELDS;

/** The whitelist of each audience. The public sees no wording of the product's, only what a person wrote for it. */
export const NOTICE_WHITELIST: Readonly<Record<NoticeAudience, readonly NoticeField[]>> = {
  internal: [
    'no',
    'domain',
    'category',
    'title',
    'departmentName',
    'termClass',
    'outcome',
    'measures',
    'dueDate',
    'text',
  ],
  public: ['no', 'termClass', 'outcome', 'measures', 'text'],
};

/** Longest a wording for the public may be. */
export const MAX_PUBLIC_WORDING = 500;

/** What people write into a notice. */
export interface NoticeTexts {
  readonly intro: string;
  readonly closing: string;
  /** Where comments may be sent: an office, a telephone, a mailbox. */
  readonly contact: string;
  /** A wording for single findings, by id. */
  readonly wordings: Readonly<Record<string, string>>;
  /** Findings that are left out altogether, by id. */
  readonly leftOut: readonly string[];
}
export const NO_TEXTS: NoticeTexts = { intro: '', closing: '', contact: '', wordings: {}, leftOut: [] };

/** One line of a notice: whitelisted fields only, names taken out. */
export interface NoticeRow {
  readonly no: string;
  readonly domain?: string;
  readonly category?: string;
  readonly title?: string;
  readonly departmentName?: string;
  readonly termClass: TermClass;
  readonly outcome: Outcome;
  readonly measureCount: number;
  readonly measureDone: number;
  readonly dueDate?: string;
  readonly text?: string;
}

/** Exactly what goes out, and what does not. */
export interface NoticeView {
  readonly audience: NoticeAudience;
  readonly unitName: string;
  readonly title: string;
  readonly intro: string;
  readonly closing: string;
  readonly contact: string;
  readonly numbers: ReportNumbers;
  readonly rows: readonly NoticeRow[];
  readonly asOf: string;
  /** Findings left out by hand. */
  readonly leftOut: number;
  /** Fields of the internal notice that this one does not carry. */
  readonly withheld: readonly NoticeField[];
  /** How many names were taken out of titles. */
  readonly hiddenNames: number;
}

type Read = Pick<FindingAggregate, 'finding'> & { readonly measures?: FindingAggregate['measures'] };

/** Everybody the findings name; the unit's members come on top. */
export const namesOf = (aggregates: readonly Read[]): string[] =>
  aggregates.flatMap(({ finding, measures = [] }) => {
    const { principalName, leaderName, handlerName } = finding.responsibility;
    const ofMeasures = measures.flatMap((measure) => [measure.leaderName, measure.handlerName]);
    return [principalName, leaderName, handlerName, ...ofMeasures].flatMap((name) => name ?? []);
  });

export interface NoticeInput {
  readonly audience: NoticeAudience;
  readonly unitName: string;
  readonly title: string;
  readonly texts: NoticeTexts;
  readonly aggregates: readonly Read[];
  /** Everybody whose name must not go out. */
  readonly names: readonly string[];
  readonly asOf: string;
}

/**
 * F11: what a notice says. Built up from the whitelist alone: a field that is added to findings does not go out unless
 * somebody names it here. What a person typed is checked when it is saved; names in titles are taken out.
 */
export const noticeView = (input: NoticeInput): NoticeView => {
  const { audience, texts, names } = input;
  const allowed = NOTICE_WHITELIST[audience];
  const may = (field: NoticeField): boolean => allowed.includes(field);
  const counted = input.aggregates.filter(({ finding }) => isCounted(finding.state));
  const shown = counted.filter(({ finding }) => !texts.leftOut.includes(finding.id));
  let hiddenNames = 0;
  const clean = (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined;
    const masked = withoutNames(text, names);
    hiddenNames += masked.hidden;
    return masked.text;
  };
  const rows = shown.map(({ finding }): NoticeRow => {
    const wording = texts.wordings[finding.id]?.trim();
    return {
      no: clean(finding.no) ?? '',
      ...(may('domain') ? { domain: clean(finding.domain) } : {}),
      ...(may('category') ? { category: clean(finding.category) } : {}),
      ...(may('title') ? { title: clean(finding.title) } : {}),
      ...(may('departmentName') ? { departmentName: clean(finding.responsibility.departmentName) } : {}),
      termClass: finding.termClass,
      outcome: outcomeOf(finding),
      measureCount: finding.measureCount,
      measureDone: finding.measureDone,
      ...(may('dueDate') ? { dueDate: finding.dueDate } : {}),
      ...(wording ? { text: clean(wording) } : {}),
    };
  });
  return {
    audience,
    unitName: input.unitName,
    title: clean(input.title) ?? '',
    intro: clean(texts.intro) ?? '',
    closing: clean(texts.closing) ?? '',
    contact: clean(texts.contact) ?? '',
    numbers: reportNumbers(shown.map(({ finding }) => finding)),
    rows,
    asOf: input.asOf,
    leftOut: counted.length - shown.length,
    withheld: NOTICE_WHITELIST.internal.filter((field) => !allowed.includes(field)),
    hiddenNames,
  };
};

/** Names in what a person typed, with the field they stand in. */
export const namesTyped = (
  title: string,
  texts: NoticeTexts,
  names: readonly string[],
): { readonly field: string; readonly names: readonly string[] } | undefined => {
  const fields: readonly (readonly [string, string])[] = [
    ['title', title],
    ['intro', texts.intro],
    ['closing', texts.closing],
    ['contact', texts.contact],
    ...Object.entries(texts.wordings).map(([id, text]) => [`wordings.${id}`, text] as const),
  ];
  for (const [field, text] of fields) {
    const found = namesIn(text, names);
    if (found.length > 0) return { field, names: found };
  }
  return undefined;
};
