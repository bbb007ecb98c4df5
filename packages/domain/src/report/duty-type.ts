/** Reports a unit owes after feedback (H01–H03); each is a limit rule of the same name. */
export const DUTY_TYPES = [
  'rectification_report',
  'organisation_report',
  'stage_report',
  'annual_report',
] as const;
export type DutyType = (typeof DUTY_TYPES)[number];

export const DUTY_TITLES: Readonly<Record<DutyType, string>> = {
  rectification_report: '整改情况报告',
  organisation_report: '主要负责人组织落实情况报告',
  stage_report: '阶段性整改情况报告',
  annual_report: '年度整改情况报告',
};
