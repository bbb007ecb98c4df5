import type { DutyType } from './duty-type.ts';

/** Sections computed from data. */
export const GENERATED_SECTIONS = [
  'numbers',
  'funnel',
  'findings',
  'measures',
  'accountability',
  'rules',
] as const;
export type GeneratedSection = (typeof GENERATED_SECTIONS)[number];

/** Sections people write; what they wrote stays when the others are computed anew. */
export const FREE_SECTIONS = ['overview', 'leadership', 'personally', 'problems', 'next'] as const;
export type FreeSection = (typeof FREE_SECTIONS)[number];
export const isFreeSection = (section: GeneratedSection | FreeSection): section is FreeSection =>
  FREE_SECTIONS.some((one) => one === section);

interface SectionWords {
  readonly title: string;
  /** What belongs there, for who writes it. */
  readonly hint: string;
}
export const FREE_SECTION_WORDS: Readonly<Record<FreeSection, SectionWords>> = {
  overview: {
    title: '整改工作总体情况',
    hint: '党委组织领导、任务分解、推进方式和总体成效，每段一行。',
  },
  leadership: {
    title: '履行整改第一责任人责任情况',
    hint: '主要负责人带头整改、主持研究和部署的情况，每段一行。',
  },
  personally: {
    title: '重点难点问题推动解决情况',
    hint: '主要负责人直接协调、督办的重点问题及其结果，每段一行。',
  },
  problems: { title: '存在的困难和不足', hint: '尚未完成的问题、原因和需要上级协调的事项，每段一行。' },
  next: { title: '下一步工作安排', hint: '后续整改安排、完成时限和巩固措施，每段一行。' },
};
export const GENERATED_SECTION_TITLES: Readonly<Record<GeneratedSection, string>> = {
  numbers: '整改进展数据',
  funnel: '整改成效过程',
  findings: '反馈问题整改情况',
  measures: '整改措施落实情况',
  accountability: '追责问责情况',
  rules: '建章立制情况',
};

/** Which sections a report has, in order. */
export const REPORT_SECTIONS: Readonly<Record<DutyType, readonly (GeneratedSection | FreeSection)[]>> = {
  rectification_report: [
    'overview',
    'numbers',
    'findings',
    'measures',
    'accountability',
    'rules',
    'problems',
    'next',
  ],
  organisation_report: ['leadership', 'numbers', 'personally', 'findings', 'rules', 'problems', 'next'],
  stage_report: [
    'overview',
    'numbers',
    'funnel',
    'findings',
    'measures',
    'accountability',
    'rules',
    'problems',
    'next',
  ],
  annual_report: [
    'overview',
    'numbers',
    'funnel',
    'findings',
    'measures',
    'accountability',
    'rules',
    'problems',
    'next',
  ],
};

/** How many were held to account, as the unit reports it: numbers only, no case and no name (I05 stays restricted). */
export const ACCOUNTABILITY_MANNERS = {
  reminder: '谈话提醒',
  criticism: '批评教育',
  admonition: '诫勉',
  organisational: '组织处理',
  disciplinary: '党纪政务处分',
} as const;
export type AccountabilityManner = keyof typeof ACCOUNTABILITY_MANNERS;
export const ACCOUNTABILITY_MANNER_NAMES = Object.keys(
  ACCOUNTABILITY_MANNERS,
) as readonly AccountabilityManner[];

/** What people wrote into a report. */
export interface ReportTexts {
  readonly free: Readonly<Partial<Record<FreeSection, string>>>;
  /** Persons by manner; absent while nobody has filled it in. */
  readonly accountability?: Readonly<Record<AccountabilityManner, number>>;
}
