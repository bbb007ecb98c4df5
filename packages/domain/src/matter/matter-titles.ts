import type { MatterKind } from './matter.ts';

const ASSIGNMENT = {
  assigned: '待办理',
  reported: '待审核',
  returned: '退回补充',
  accepted: '已办结',
  withdrawn: '已撤销',
} as const;
const HELP = { asked: '待答复', answered: '已答复，待确认', settled: '已办结', withdrawn: '已撤回' } as const;

/** Where a matter stands, in one Chinese phrase: on its page and in archives, for people who don't know the system. */
export const MATTER_STATUS_TITLES = {
  plan: { drafting: '编制中', committee: '党委审议中', review: '集团审核中', approved: '已批准' },
  duty: {
    drafting: '撰写中',
    submitted: '待审核',
    returned: '已退回',
    accepted: '已接收',
    lapsed: '不再需要',
  },
  order: {
    issued: '待回复',
    replied: '待审核',
    returned: '退回重报',
    to_lift: '待摘牌',
    lifting: '摘牌审批中',
    accepted: '已办结',
    lifted: '已摘牌',
    withdrawn: '已撤销',
  },
  recurrence: { suspected: '待确认', confirmed: '已确认', dismissed: '已排除' },
  talk: {
    planned: '待约谈',
    held: '待书面说明',
    stated: '待审核',
    returned: '退回重报',
    accepted: '已办结',
    cancelled: '已取消',
  },
  meeting: { recorded: '待归档', filed: '已归档', withdrawn: '已撤销' },
  instruction: ASSIGNMENT,
  action: ASSIGNMENT,
  guidance: HELP,
  help: HELP,
  notice: {
    drafting: '撰写中',
    submitted: '待审批',
    returned: '已退回',
    approved: '待公开',
    published: '公示中',
    closed: '已结束',
    withdrawn: '已撤回',
  },
} as const satisfies Readonly<Record<MatterKind, Readonly<Record<string, string>>>>;

const HELP_STEPS = {
  asked: '提出请求',
  answered: '答复',
  asked_on: '请继续协调',
  settled: '确认办结',
  withdrawn: '撤回请求',
} as const;

/** What a step of a trail did; the type of its event is `<group>.<step>`, papers of all kinds share `matter`. */
export const MATTER_STEP_TITLES = {
  matter: {
    file_registered: '登记附件',
    file_verified: '附件校验通过',
    file_refused: '附件未通过校验',
    file_withdrawn: '撤回附件',
  },
  plan: {
    opened: '反馈发布，建立方案',
    edited: '填写总体要求',
    submitted: '提交党委审议',
    committee_decided: '党委审议',
    opinion_given: '提出意见',
    reviewed: '巡察办审核',
    revised: '开始修订',
    exported: '导出方案',
  },
  duty: {
    created: '按时限规则生成报告任务',
    written: '保存撰写的章节',
    renewed: '重新取数',
    exported: '导出 Word 草稿',
    submitted: '报送',
    accepted: '接收',
    returned: '退回',
    lapsed: '问题已全部销号，不再需要报送',
    revived: '有问题重新打开，恢复报送任务',
  },
  order: {
    issued: '下发督办单',
    replied: '提交回复',
    reply_accepted: '回复通过',
    reply_returned: '回复退回',
    escalated: '逾期升级督办',
    listed: '挂牌督办',
    lifting_requested: '申请摘牌',
    lifting_lifted: '同意摘牌',
    lifting_kept: '继续挂牌',
    withdrawn: '撤销督办单',
  },
  recurrence: {
    suspected: '提示疑似边改边犯',
    confirmed: '确认边改边犯',
    dismissed: '排除边改边犯',
  },
  talk: {
    planned: '安排约谈',
    held: '登记约谈',
    stated: '提交书面说明',
    statement_accepted: '书面说明通过',
    statement_returned: '书面说明退回',
    escalated: '书面说明逾期升级',
    cancelled: '取消约谈',
  },
  meeting: {
    recorded: '登记会议',
    filed: '会议归档',
    withdrawn: '撤销登记',
    finding_decided: '会上决定问题销号',
  },
  action: {
    assigned: '会议议定',
    reported: '报告办理结果',
    accepted: '办理结果通过',
    returned: '办理结果退回',
    withdrawn: '撤销议定事项',
  },
  instruction: {
    assigned: '登记批示并交办',
    reported: '反馈办理情况',
    accepted: '办理情况通过',
    returned: '办理情况退回',
    withdrawn: '撤销批示',
  },
  notice: {
    drafted: '起草',
    written: '保存撰写内容',
    submitted: '提交审批',
    approved: '批准',
    returned: '退回',
    published: '登记公开',
    comment_registered: '登记意见',
    comment_answered: '答复意见',
    comment_passed_on: '意见转交到问题',
    closed: '汇总结束',
    withdrawn: '撤回',
    exported: '导出 Word',
  },
  help: HELP_STEPS,
  guidance: HELP_STEPS,
} as const;

/** A status of a later version of the product is shown by its own name. */
export const matterStatusTitle = (kind: MatterKind, status: string): string =>
  new Map<string, string>(Object.entries(MATTER_STATUS_TITLES[kind])).get(status) ?? status;

const STEP_TITLES = new Map<string, string>(
  Object.entries(MATTER_STEP_TITLES).flatMap(([group, steps]) =>
    Object.entries(steps).map(([step, title]) => [`${group}.${step}`, title] as const),
  ),
);

/** The same for the type of an audit event. */
export const matterStepTitle = (type: string): string => STEP_TITLES.get(type) ?? type;
