import { type MatterSection, type MatterWords, shanghaiTime } from '@xuncha/archive';
import {
  type AssignmentContent,
  commentsOf,
  type DutyContent,
  FREE_SECTION_WORDS,
  FREE_SECTIONS,
  formatChineseDate,
  frozenNoticeOf,
  type HelpContent,
  type Matter,
  type MatterAggregate,
  type MatterKind,
  matterStatusTitle,
  NOTICE_AUDIENCE_TITLES,
  type NoticeContent,
  type OrderContent,
  OUTCOME_TITLES,
  type PlanContent,
  type PlanStepName,
  type PlanVersion,
  type RecurrenceContent,
  type ReportBasis,
  type ReportTexts,
  ROLES,
  RUNG_TITLES,
  submissionPart,
  type TalkContent,
  TERM_CLASS_TITLES,
  type UnitMeetingContent,
  type UnitMeetingType,
} from '@xuncha/domain';
import { matterPurposeTitle } from './matter-purposes.ts';

type Facts = MatterSection['facts'];
type Said = Pick<MatterWords, 'facts' | 'sections'>;
type Checked = {
  readonly outcome: string;
  readonly reason?: string;
  readonly byName: string;
  readonly at: string;
};

/** A matter in the words of its kind: what its page in the archive says (K04, K06). */
export const matterWords = (aggregate: MatterAggregate): MatterWords => {
  const { matter, files } = aggregate;
  const { facts, sections } = SAID[matter.kind](aggregate);
  return {
    state: matterStatusTitle(matter.kind, matter.status),
    facts: [
      ['期限', matter.due && `${formatChineseDate(matter.due.date)}\n${matter.due.why}`],
      ['登记', `${matter.createdByName}，${shanghaiTime(matter.createdAt)}`],
      ...facts,
    ],
    sections,
    files: new Map(
      files.map(({ id, purpose, uploadedByName }) => [
        id,
        { purpose: matterPurposeTitle(purpose), uploadedBy: uploadedByName },
      ]),
    ),
  };
};

const when = (name: string, at: string): string => `${name}，${shanghaiTime(at)}`;
const lines = (parts: readonly (string | undefined | false)[]): string => parts.filter(Boolean).join('\n');

const CHECKS: Readonly<Record<string, string>> = {
  accepted: '通过',
  returned: '退回',
  approved: '批准',
  lifted: '同意摘牌',
  kept: '继续挂牌',
  confirmed: '确认',
  dismissed: '排除',
};
const verdict = (check: Checked | undefined): string | undefined =>
  check &&
  lines([`${CHECKS[check.outcome] ?? check.outcome}（${when(check.byName, check.at)}）`, check.reason]);

/** Names of the files a step came with. */
const papers = ({ files }: MatterAggregate, ids: readonly string[]): string =>
  files
    .filter(({ id }) => ids.includes(id))
    .map(({ fileName }) => fileName)
    .join('、');

interface Statement {
  readonly no: number;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly byName: string;
  readonly at: string;
  readonly check?: Checked;
}

const statements = (aggregate: MatterAggregate, name: string, all: readonly Statement[]): MatterSection[] =>
  all.map(({ no, text, fileIds, byName, at, check }) => ({
    title: `第 ${no} 次${name}`,
    facts: [
      ['内容', text],
      ['提交', when(byName, at)],
      ['附件', papers(aggregate, fileIds)],
      ['审核', verdict(check)],
    ],
  }));

const order = (aggregate: MatterAggregate): Said => {
  const { content } = aggregate.matter as Matter<OrderContent>;
  const { trigger, issuer, requirement, issuedOn, to, climbs, replies, listing, withdrawnReason } = content;
  return {
    facts: [
      ['督办原因', trigger.why],
      [
        '下发',
        `${issuer === 'group' ? ROLES.inspection_office.title : ROLES.rectification_office.title}，${formatChineseDate(issuedOn)}`,
      ],
      ['督办对象', [to.departmentName, to.leaderName, to.principalName].filter(Boolean).join('、')],
      ['督办要求', requirement],
      [
        '逐级升级',
        climbs.map(({ rung, on }) => `${formatChineseDate(on)}升级至${RUNG_TITLES[rung]}`).join('\n'),
      ],
      ['挂牌督办', listing && lines([listing.reason, when(listing.byName, listing.at)])],
      ['撤销原因', withdrawnReason],
    ],
    sections: [
      ...statements(aggregate, '回复', replies),
      ...(listing?.requests ?? []).map((one, index) => ({
        title: `第 ${index + 1} 次申请摘牌`,
        facts: [
          ['理由', one.reason],
          ['申请', when(one.byName, one.at)],
          ['附件', papers(aggregate, one.fileIds)],
          ['审批', verdict(one.decision)],
        ] satisfies Facts,
      })),
    ],
  };
};

const recurrence = (aggregate: MatterAggregate): Said => {
  const { why, later, earlier, decision } = (aggregate.matter as Matter<RecurrenceContent>).content;
  return {
    facts: [
      ['提示依据', why],
      ['再次反馈的问题', `${later.no} ${later.title}\n${later.text}`],
      ['已销号的问题', `${earlier.no} ${earlier.title}（${earlier.closedOn} 销号）\n${earlier.text}`],
      ['判断', verdict(decision)],
    ],
    sections: [],
  };
};

const talk = (aggregate: MatterAggregate): Said => {
  const { content } = aggregate.matter as Matter<TalkContent>;
  const { reason, talkers, talkedTo, date, place, points, climbs, cancelReason } = content;
  return {
    facts: [
      ['约谈事由', reason],
      ['约谈人', talkers.join('、')],
      ['被约谈人', [talkedTo.name, talkedTo.post].filter(Boolean).join(' ')],
      ['约谈日期', formatChineseDate(date)],
      ['地点', place],
      ['谈话要点', points],
      [
        '逐级升级',
        climbs.map(({ rung, on }) => `${formatChineseDate(on)}升级至${RUNG_TITLES[rung]}`).join('\n'),
      ],
      ['取消原因', cancelReason],
    ],
    sections: statements(aggregate, '书面说明', content.statements),
  };
};

const MEETINGS: Readonly<Record<UnitMeetingType, string>> = {
  coordination: '协调会',
  promotion: '推进帮扶会',
  committee_study: '党委研究',
  feedback: '一对一反馈会',
  decision: '决策会议',
};

const meeting = (aggregate: MatterAggregate): Said => {
  const { content } = aggregate.matter as Matter<UnitMeetingContent>;
  const { type, date, place, attendees, agenda, conclusions, openBefore, withdrawnReason } = content;
  return {
    facts: [
      ['会议类型', MEETINGS[type]],
      ['会议日期', formatChineseDate(date)],
      ['地点', place],
      ['出席人员', attendees.join('、')],
      ['议题', agenda.map(({ title }, index) => `${index + 1}. ${title}`).join('\n')],
      ['会议结论', conclusions],
      ['会议时尚未办结的议定事项', openBefore.map(({ title }) => title).join('\n')],
      ['撤销原因', withdrawnReason],
    ],
    sections: [],
  };
};

const assignment = (aggregate: MatterAggregate): Said => {
  const { what, from, date, to, reports, withdrawnReason } = (aggregate.matter as Matter<AssignmentContent>)
    .content;
  return {
    facts: [
      ['内容', what],
      ['来源', `${from}，${formatChineseDate(date)}`],
      ['承办', [to.departmentName, to.handlerName].filter(Boolean).join(' ')],
      ['撤销原因', withdrawnReason],
    ],
    sections: statements(aggregate, '报告办理结果', reports),
  };
};

const help = (aggregate: MatterAggregate): Said => {
  const { question, findingNo, target, replies, ended } = (aggregate.matter as Matter<HelpContent>).content;
  return {
    facts: [
      ['相关问题', findingNo],
      ['请求', question],
      ['请谁办理', target.name],
      ['办结', ended && lines([ended.reason, when(ended.byName, ended.at)])],
    ],
    sections: replies.map(({ no, text, byName, at, askedOn }) => ({
      title: `第 ${no} 次答复`,
      facts: [
        ['内容', text],
        ['答复', when(byName, at)],
        ['请继续协调', askedOn?.reason],
      ],
    })),
  };
};

const duty = (aggregate: MatterAggregate): Said => {
  const { batchTitle, feedbackDate, year, submissions } = (aggregate.matter as Matter<DutyContent>).content;
  return {
    facts: [
      ['反馈批次', `${batchTitle}，${formatChineseDate(feedbackDate)}反馈`],
      ['年度', year],
    ],
    sections: submissions.map(({ number, at, late, byName, files, decision }) => {
      const part = aggregate.parts.find(({ id }) => id === submissionPart(number));
      const { texts, basis } = (part?.content ?? {}) as { texts?: ReportTexts; basis?: ReportBasis };
      return {
        title: `第 ${number} 次报送`,
        facts: [
          ['报送', `${when(byName, at)}${late ? '（逾期）' : ''}`],
          ['报送的文件', files.map(({ fileName }) => fileName).join('、')],
          ...FREE_SECTIONS.map((name) => [FREE_SECTION_WORDS[name].title, texts?.free[name]] as const),
          ['审核', verdict(decision)],
        ],
        ...(basis
          ? {
              table: {
                headings: ['整改类别', '反馈问题', ...Object.values(OUTCOME_TITLES)],
                rows: basis.numbers.rows.map((row) => [
                  row.termClass === 'all' ? '合计' : TERM_CLASS_TITLES[row.termClass],
                  row.total,
                  row.closed,
                  row.stage,
                  row.open,
                ]),
              },
            }
          : {}),
      };
    }),
  };
};

const PLAN_STEPS: Readonly<Record<PlanStepName, string>> = {
  submitted: '整改办提交',
  committee: '党委审议',
  opinion: '提出意见',
  review: '巡察办审核',
  revised: '开始修订',
};

const plan = (aggregate: MatterAggregate): Said => {
  const { goals, organisation, feedbackDate, approvedNumber, steps } = (
    aggregate.matter as Matter<PlanContent>
  ).content;
  const versions = aggregate.parts.map(({ content }) => content as { hash: string; version: PlanVersion });
  return {
    facts: [
      ['反馈日期', formatChineseDate(feedbackDate)],
      ['已批准', approvedNumber && `第 ${approvedNumber} 版`],
      ['总体目标', goals],
      ['组织领导', organisation],
    ],
    sections: [
      {
        title: '审批过程',
        facts: [],
        table: {
          headings: ['版本', '时间', '步骤', '结论', '办理人', '意见'],
          rows: steps.map(({ number, at, step, office, outcome, byName, text, meetingDate }) => [
            number,
            shanghaiTime(at),
            office ? `${ROLES[office].title}意见` : PLAN_STEPS[step],
            outcome && (outcome === 'approve' ? '同意' : '退回'),
            byName,
            lines([text, meetingDate && `党委会日期：${formatChineseDate(meetingDate)}`]),
          ]),
        },
      },
      ...versions.map(({ hash, version }) => planVersion(hash, version)),
    ],
  };
};

const planVersion = (hash: string, version: PlanVersion): MatterSection => ({
  title: `第 ${version.number} 版`,
  facts: [
    ['提交', when(version.submittedByName, version.submittedAt)],
    ['总体目标', version.goals],
    ['组织领导', version.organisation],
    ['版本校验值', hash],
  ],
  table: {
    headings: ['编号', '问题', '整改目标', '验收标准', '责任', '完成时限', '整改措施'],
    rows: version.findings.map((one) => [
      one.no,
      one.text,
      one.goal,
      one.standard,
      lines([one.departmentName, one.leaderName, one.handlerName]),
      one.dueDate,
      one.measures
        .map(({ seq, text, term }) => `${seq}. ${text}（${term.original ?? term.date ?? '长期'}）`)
        .join('\n'),
    ]),
  },
});

const COMMENTS = { open: '待办理', answered: '已答复', passed_on: '已转交' } as const;

const notice = (aggregate: MatterAggregate): Said => {
  const told = aggregate as MatterAggregate<NoticeContent>;
  const { audience, batchTitle, decision, publication, summary, withdrawnReason } = told.matter.content;
  const view = frozenNoticeOf(told);
  const comments = commentsOf(told);
  return {
    facts: [
      ['公开范围', NOTICE_AUDIENCE_TITLES[audience]],
      ['反馈批次', batchTitle],
      ['审批', verdict(decision)],
      [
        '公开',
        publication && `${formatChineseDate(publication.on)}，${publication.place}（${publication.byName}）`,
      ],
      ['汇总情况', summary],
      ['撤回原因', withdrawnReason],
    ],
    sections: [
      ...(view
        ? [
            {
              title: '公开稿内容',
              facts: [
                ['引言', view.intro],
                ['下一步工作', view.closing],
                ['意见反馈', view.contact],
              ] satisfies Facts,
              table: {
                headings: ['编号', '问题', '牵头部门', '整改类别', '整改情况', '措施完成'],
                rows: view.rows.map((row) => [
                  row.no,
                  lines([row.title, row.text]),
                  row.departmentName,
                  TERM_CLASS_TITLES[row.termClass],
                  OUTCOME_TITLES[row.outcome],
                  `${row.measureDone}/${row.measureCount}`,
                ]),
              },
            },
          ]
        : []),
      ...(comments.length > 0
        ? [
            {
              title: '收到的意见',
              facts: [],
              table: {
                headings: ['收到日期', '意见', '提出人', '办理', '答复'],
                rows: comments.map((one) => [
                  one.receivedOn,
                  one.text,
                  one.from,
                  COMMENTS[one.status],
                  one.answer,
                ]),
              },
            },
          ]
        : []),
    ],
  };
};

const SAID: Readonly<Record<MatterKind, (aggregate: MatterAggregate) => Said>> = {
  plan,
  duty,
  order,
  recurrence,
  talk,
  meeting,
  instruction: assignment,
  action: assignment,
  guidance: help,
  help,
  notice,
};
