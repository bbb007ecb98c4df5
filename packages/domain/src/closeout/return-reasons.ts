import type { Gate } from './case.ts';

/**
 * Usual reasons of a return, by gate: a beginning to finish by hand, so that the department learns what to add. Data of
 * the house, in the language of the records.
 */
export const RETURN_REASONS: Readonly<Record<Exclude<Gate, 'application'>, readonly string[]>> = {
  evidence_check: [
    '佐证材料不能证明整改结果，请补充：',
    '材料形成日期早于整改开始日期，请核对并更换：',
    '材料不完整或不清晰，请重新上传：',
    '措施已填报完成，但缺少对应材料：',
  ],
  consultation: [
    '整改措施与问题原因不对应，请修改：',
    '未见制度性措施，请补充长效机制：',
    '同类问题排查范围不足，请扩大举一反三：',
  ],
  party_committee: [
    '整改结果未达到整改目标，请继续整改：',
    '责任追究情况未说明，请补充：',
    '请先完成以下事项后再提交：',
  ],
  leading_group: [
    '整改效果尚不明显，请继续整改：',
    '群众反映仍较集中，请核实后再报：',
    '涉及的资金或责任追究尚未落实到位：',
    '材料与决议内容不一致，请核对：',
  ],
};
