/** What papers of a matter are, for people who don’t know the system. */
const PURPOSES: Readonly<Record<string, string>> = {
  minutes: '会议纪要、谈话记录',
  statement: '签字的书面说明',
  reply: '督办回复材料',
  lifting: '申请摘牌的佐证材料',
  result: '办理结果材料',
  signed_report: '签字盖章的报告',
};

export const matterPurposeTitle = (purpose: string): string => PURPOSES[purpose] ?? '附件';
