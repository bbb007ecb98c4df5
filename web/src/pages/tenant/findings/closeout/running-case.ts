import type { CloseoutCase, FindingDetail } from '../../../../api/types.ts';

export const runningCaseOf = ({ cases }: Pick<FindingDetail, 'cases'>): CloseoutCase | undefined =>
  cases.find(({ status }) => status === 'running');

/** The case to show: the running one, else the latest. Cases come in order. */
export const shownCaseOf = (detail: Pick<FindingDetail, 'cases'>): CloseoutCase | undefined =>
  runningCaseOf(detail) ?? detail.cases.at(-1);
