import type { EvidenceStatus, FindingState, Measure } from '@xuncha/domain';

/** States as an archive names them, for people who don't know the system. */
export const FINDING_STATES: Readonly<Record<FindingState, string>> = {
  draft: '草稿',
  delivered: '已反馈待认领',
  acknowledged: '已认领',
  disputed: '有异议',
  planning: '制定措施',
  rectifying: '整改中',
  closing: '销号办理中',
  closed: '已销号',
  continuous: '持续整改',
  split: '已拆分（原问题）',
  merged: '已合并（原问题）',
  withdrawn: '异议成立撤销',
};

export const MEASURE_STATES: Readonly<Record<Measure['status'], string>> = {
  not_started: '未开始',
  under_way: '进行中',
  done: '已完成',
  withdrawn: '已撤回',
};

export const EVIDENCE_STATES: Readonly<Record<EvidenceStatus, string>> = {
  registered: '未上传',
  verified: '校验通过',
  refused: '校验未通过',
  withdrawn: '已撤回',
  replaced: '已被新版本替代',
};
