import type { ComparedVersion } from '@xuncha/domain';
import type { CloseoutCase, FindingDetail } from '../../../../api/types.ts';
import { runningCaseOf } from './running-case.ts';

/** The finding as it stands, in the form of a snapshot: what an application made now would freeze. */
export const presentVersion = (detail: FindingDetail): ComparedVersion => {
  const { finding, body } = detail;
  return {
    finding: { ...finding, text: body.text, goal: body.goal, analysis: body.analysis },
    application: runningCaseOf(detail)?.application,
    measures: detail.measures.filter(({ status }) => status !== 'withdrawn'),
    evidence: detail.evidence.filter(({ purpose, status }) => purpose === 'measure' && status === 'verified'),
  };
};

/** Which file took the place of which. */
export const replacementsOf = ({ evidence }: Pick<FindingDetail, 'evidence'>): Map<string, string> =>
  new Map(evidence.flatMap(({ id, replaces }) => (replaces ? [[id, replaces] as const] : [])));

/** Cases whose application is kept, the oldest first, with the number people count them by. */
export const frozenCasesOf = ({
  cases,
}: Pick<FindingDetail, 'cases'>): { readonly number: number; readonly of: CloseoutCase }[] =>
  cases
    .toSorted((a, b) => (a.application.at < b.application.at ? -1 : 1))
    .map((of, index) => ({ number: index + 1, of }))
    .filter(({ of }) => of.frozen);

/** While people work on a finding it may differ from what was applied for last; otherwise it can't. */
export const isAtWork = ({ finding }: Pick<FindingDetail, 'finding'>): boolean =>
  finding.state === 'rectifying' || finding.state === 'continuous';
