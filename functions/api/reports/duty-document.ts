import type { ReportBlock, ReportDocument } from '@xuncha/documents';
import {
  ACCOUNTABILITY_MANNERS,
  DUTY_TITLES,
  type Duty,
  FREE_SECTION_WORDS,
  FUNNEL_TITLES,
  type FunnelBar,
  formatChineseDate,
  GENERATED_SECTION_TITLES,
  type GeneratedSection,
  isFreeSection,
  OUTCOME_TITLES,
  REPORT_SECTIONS,
  type ReportFacts,
  type ReportTexts,
  TERM_CLASS_TITLES,
} from '@xuncha/domain';

/** What every paper that leaves the product carries; the product holds nothing of a higher class. */
export const CLASSIFICATION = '内部资料';

interface ReportInput {
  readonly duty: Duty;
  readonly unitName: string;
  readonly texts: ReportTexts;
  readonly facts: ReportFacts;
  readonly funnel: readonly FunnelBar[];
  readonly by: string;
  readonly at: string;
  readonly today: string;
}

const MEASURE_TITLES = { not_started: '未开始', under_way: '进行中', done: '已完成' } as const;

const numbersBlocks = ({ facts: { numbers }, today }: ReportInput): ReportBlock[] => [
  {
    kind: 'table',
    shares: [22, 15, 15, 30, 18],
    headings: ['整改类别', '反馈问题', OUTCOME_TITLES.closed, OUTCOME_TITLES.stage, OUTCOME_TITLES.open],
    rows: numbers.rows.map(({ termClass, total, closed, stage, open }) => [
      termClass === 'all' ? '合计' : TERM_CLASS_TITLES[termClass],
      ...[total, closed, stage, open].map(String),
    ]),
  },
  {
    kind: 'note',
    text: [
      ...numbers.shares.map(({ name, share }) => `${name}：${share.formula}`),
      `数据截至${formatChineseDate(today)}。`,
    ].join('\n'),
  },
];

const funnelBlocks = ({ funnel }: ReportInput): ReportBlock[] => [
  {
    kind: 'table',
    shares: [30, 20, 50],
    headings: ['环节', '问题数', '占比及算式'],
    rows: funnel.map(({ step, count, share }) => [FUNNEL_TITLES[step], String(count), share?.formula ?? '']),
  },
];

const findingBlocks = ({ facts }: ReportInput): ReportBlock[] => [
  {
    kind: 'table',
    shares: [9, 35, 18, 12, 12, 14],
    headings: ['编号', '问题', '牵头部门', '整改类别', '措施完成', '整改情况'],
    rows: facts.findings.map((one) => [
      one.no,
      one.title,
      one.departmentName ?? '',
      TERM_CLASS_TITLES[one.termClass],
      `${one.measureDone}/${one.measureCount}`,
      [OUTCOME_TITLES[one.outcome], one.closeoutNo].filter(Boolean).join('\n'),
    ]),
  },
];

const measureBlocks = ({ facts }: ReportInput): ReportBlock[] =>
  facts.measures.length === 0
    ? [{ kind: 'text', text: '尚未制定整改措施。' }]
    : [
        {
          kind: 'table',
          shares: [9, 49, 16, 12, 14],
          headings: ['问题', '措施及完成情况', '责任部门', '时限', '进展'],
          rows: facts.measures.map(
            ({ findingNo, seq, text, result, departmentName, term, status, progress }) => [
              `${findingNo}（${seq}）`,
              result ? `${text}\n完成情况：${result}` : text,
              departmentName ?? '',
              term,
              `${MEASURE_TITLES[status]} ${progress}%`,
            ],
          ),
        },
      ];

const accountabilityBlocks = ({ texts }: ReportInput): ReportBlock[] => {
  const counts = texts.accountability;
  if (!counts) return [{ kind: 'text', text: '（追责问责人数尚未填报。）' }];
  const manners = Object.entries(ACCOUNTABILITY_MANNERS) as [keyof typeof counts, string][];
  const total = manners.reduce((sum, [manner]) => sum + counts[manner], 0);
  return [
    {
      kind: 'table',
      shares: [60, 40],
      headings: ['方式', '人次'],
      rows: [...manners.map(([manner, title]) => [title, String(counts[manner])]), ['合计', String(total)]],
    },
    { kind: 'note', text: '人数由本单位填报，不涉及具体人员和案件。' },
  ];
};

const ruleBlocks = ({ facts }: ReportInput): ReportBlock[] =>
  facts.newRules.length === 0
    ? [{ kind: 'text', text: '截至目前，验收申请中没有登记新建或修订的制度。' }]
    : [
        { kind: 'text', text: `共新建或修订制度${facts.newRules.length}项：` },
        {
          kind: 'table',
          shares: [15, 85],
          headings: ['对应问题', '制度'],
          rows: facts.newRules.map(({ findingNo, text }) => [findingNo, text]),
        },
      ];

const GENERATED: Readonly<Record<GeneratedSection, (input: ReportInput) => ReportBlock[]>> = {
  numbers: numbersBlocks,
  funnel: funnelBlocks,
  findings: findingBlocks,
  measures: measureBlocks,
  accountability: accountabilityBlocks,
  rules: ruleBlocks,
};

/** A report draft (H01–H03): generated sections from today's data, free ones as they were written. */
export const dutyDocument = (input: ReportInput): ReportDocument => {
  const { duty, unitName, texts, by, at, today } = input;
  const { type, year } = duty.content;
  return {
    title: `${unitName}${year ?? ''}${DUTY_TITLES[type]}`,
    lead: `${duty.content.batchTitle}　${formatChineseDate(duty.content.feedbackDate)}反馈`,
    at,
    mark: `${CLASSIFICATION} · ${unitName} ${by} 于 ${formatChineseDate(today)} 导出`,
    footer: CLASSIFICATION,
    sections: REPORT_SECTIONS[type].map((section) =>
      isFreeSection(section)
        ? {
            title: FREE_SECTION_WORDS[section].title,
            blocks: [
              {
                kind: 'text',
                text: texts.free[section]?.trim() || `（待填写：${FREE_SECTION_WORDS[section].hint}）`,
              },
            ],
          }
        : { title: GENERATED_SECTION_TITLES[section], blocks: GENERATED[section](input) },
    ),
  };
};
