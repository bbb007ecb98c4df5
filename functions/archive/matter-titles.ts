import type { MatterKind } from '@xuncha/domain';

type Titles = Readonly<Record<string, string>>;

const ASSIGNMENT: Titles = {
  assigned: '待办理',
  reported: '待审核',
  returned: '退回补充',
  accepted: '已办结',
  withdrawn: '已撤销',
};
const HELP: Titles = { asked: '待答复', answered: '已答复，待确认', settled: '已办结', withdrawn: '已撤回' };

/** Where matters stand, for people who don't know the system. */
const STATES: Readonly<Record<MatterKind, Titles>> = {
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
};

export const matterStateTitle = (kind: MatterKind, status: string): string => STATES[kind][status] ?? status;

const STEPS: Titles = {
  'matter.file_registered': '登记附件',
  'matter.file_verified': '附件校验通过',
  'matter.file_refused': '附件未通过校验',
  'matter.file_withdrawn': '撤回附件',
  'plan.opened': '反馈发布，建立方案',
  'plan.edited': '填写总体要求',
  'plan.submitted': '提交党委审议',
  'plan.committee_decided': '党委审议',
  'plan.opinion_given': '提出意见',
  'plan.reviewed': '巡察办审核',
  'plan.revised': '开始修订',
  'plan.exported': '导出方案',
  'duty.created': '按时限规则生成报告任务',
  'duty.written': '保存撰写的章节',
  'duty.renewed': '重新取数',
  'duty.exported': '导出 Word 草稿',
  'duty.submitted': '报送',
  'duty.accepted': '接收',
  'duty.returned': '退回',
  'duty.lapsed': '问题已全部销号，不再需要报送',
  'duty.revived': '有问题重新打开，恢复报送任务',
  'order.issued': '下发督办单',
  'order.replied': '提交回复',
  'order.reply_accepted': '回复通过',
  'order.reply_returned': '回复退回',
  'order.escalated': '逾期升级督办',
  'order.listed': '挂牌督办',
  'order.lifting_requested': '申请摘牌',
  'order.lifting_lifted': '同意摘牌',
  'order.lifting_kept': '继续挂牌',
  'order.withdrawn': '撤销督办单',
  'recurrence.suspected': '提示疑似边改边犯',
  'recurrence.confirmed': '确认边改边犯',
  'recurrence.dismissed': '排除边改边犯',
  'talk.planned': '安排约谈',
  'talk.held': '登记约谈',
  'talk.stated': '提交书面说明',
  'talk.statement_accepted': '书面说明通过',
  'talk.statement_returned': '书面说明退回',
  'talk.escalated': '书面说明逾期升级',
  'talk.cancelled': '取消约谈',
  'meeting.recorded': '登记会议',
  'meeting.filed': '会议归档',
  'meeting.withdrawn': '撤销登记',
  'meeting.finding_decided': '会上决定问题销号',
  'action.assigned': '会议议定',
  'action.reported': '报告办理结果',
  'action.accepted': '办理结果通过',
  'action.returned': '办理结果退回',
  'action.withdrawn': '撤销议定事项',
  'instruction.assigned': '登记批示并交办',
  'instruction.reported': '反馈办理情况',
  'instruction.accepted': '办理情况通过',
  'instruction.returned': '办理情况退回',
  'instruction.withdrawn': '撤销批示',
  'notice.drafted': '起草',
  'notice.written': '保存撰写内容',
  'notice.submitted': '提交审批',
  'notice.approved': '批准',
  'notice.returned': '退回',
  'notice.published': '登记公开',
  'notice.comment_registered': '登记意见',
  'notice.comment_answered': '答复意见',
  'notice.comment_passed_on': '意见转交到问题',
  'notice.closed': '汇总结束',
  'notice.withdrawn': '撤回',
  'notice.exported': '导出 Word',
};
const HELP_STEPS: Titles = {
  asked: '提出请求',
  answered: '答复',
  asked_on: '请继续协调',
  settled: '确认办结',
  withdrawn: '撤回请求',
};

/** What a step of the trail did; of a later version of the product its own name. */
export const matterStepTitle = (type: string): string => {
  const [kind = '', step = ''] = type.split('.');
  const help = kind === 'help' || kind === 'guidance' ? HELP_STEPS[step] : undefined;
  return STEPS[type] ?? help ?? type;
};

const PURPOSES: Titles = {
  minutes: '会议纪要、谈话记录',
  statement: '签字的书面说明',
  reply: '督办回复材料',
  lifting: '申请摘牌的佐证材料',
  result: '办理结果材料',
  signed_report: '签字盖章的报告',
};

export const matterPurposeTitle = (purpose: string): string => PURPOSES[purpose] ?? '附件';
