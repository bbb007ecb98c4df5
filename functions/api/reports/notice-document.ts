import type { ReportBlock, ReportDocument } from '@xuncha/documents';
import {
  formatChineseDate,
  NOTICE_AUDIENCE_TITLES,
  type NoticeView,
  OUTCOME_TITLES,
  TERM_CLASS_TITLES,
} from '@xuncha/domain';

interface NoticePaper {
  readonly view: NoticeView;
  readonly at: string;
  readonly publishedOn?: string;
  readonly until?: string;
}

const text = (words: string): ReportBlock[] => (words.trim() ? [{ kind: 'text', text: words.trim() }] : []);

const rowsTable = ({ rows, audience }: NoticeView): ReportBlock => {
  const internal = audience === 'internal';
  return {
    kind: 'table',
    shares: internal ? [9, 39, 18, 14, 20] : [12, 48, 20, 20],
    headings: [
      '编号',
      internal ? '问题' : '问题及整改情况',
      ...(internal ? ['牵头部门'] : []),
      '整改类别',
      '整改情况',
    ],
    rows: rows.map((row) => [
      row.no,
      [row.title, row.text].filter(Boolean).join('\n') || '——',
      ...(internal ? [row.departmentName ?? ''] : []),
      TERM_CLASS_TITLES[row.termClass],
      `${OUTCOME_TITLES[row.outcome]}\n措施完成 ${row.measureDone}/${row.measureCount}`,
    ]),
  };
};

const counts = ({ numbers, asOf }: NoticeView): ReportBlock[] => {
  const all = numbers.rows.at(-1);
  return [
    {
      kind: 'text',
      text: `截至${formatChineseDate(asOf)}，公开的${all?.total ?? 0}个问题中，${OUTCOME_TITLES.closed}${all?.closed ?? 0}个，${OUTCOME_TITLES.stage}${all?.stage ?? 0}个，${OUTCOME_TITLES.open}${all?.open ?? 0}个。`,
    },
    { kind: 'note', text: numbers.shares.map(({ name, share }) => `${name}：${share.formula}`).join('\n') },
  ];
};

const period = ({ publishedOn, until }: NoticePaper): string =>
  publishedOn && until
    ? `公开时间：${formatChineseDate(publishedOn)}至${formatChineseDate(until)}。`
    : '公开时间以实际公开之日起算。';

/**
 * The paper that goes out (F11), from the frozen view alone. It carries no name, neither of who wrote nor of who
 * exported it: the trail keeps those.
 */
export const noticeDocument = (paper: NoticePaper): ReportDocument => {
  const { view } = paper;
  return {
    title: view.title,
    lead: view.unitName,
    at: paper.at,
    mark: NOTICE_AUDIENCE_TITLES[view.audience],
    footer: view.unitName,
    sections: [
      { blocks: text(view.intro) },
      { title: '整改总体情况', blocks: counts(view) },
      { title: '问题整改情况', blocks: [rowsTable(view)] },
      ...(view.closing.trim() ? [{ title: '下一步工作', blocks: text(view.closing) }] : []),
      {
        title: '公开时间和意见反馈',
        blocks: text([period(paper), view.contact && `意见反馈：${view.contact}`].filter(Boolean).join('\n')),
      },
    ],
  };
};
