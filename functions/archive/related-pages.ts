import { type RelatedPage, relatedFinding, relatedMatter } from '@xuncha/archive';
import { MATTER_KINDS, type Matter, matterStatusTitle } from '@xuncha/domain';
import { listFindingMatters, readFindingHeads } from '@xuncha/store';
import type { StepContext } from './archive-step.ts';
import { admittingFindings } from './find-findings.ts';
import { admittingMatters } from './find-matters.ts';
import { FINDING_STATES } from './state-titles.ts';

type Asking = Pick<StepContext, 'deps' | 'scope' | 'record'>;

/** Tells the matters about a finding that the same export holds: one Query and one BatchGetItem each. */
export const mattersOfFindings = async ({ deps, scope, record }: Asking) => {
  const admits = await admittingMatters(deps.table, scope, record.archive.scope);
  return async (findingId: string): Promise<RelatedPage[]> => {
    const linked = await listFindingMatters(deps.table, scope, findingId);
    return linked
      .filter(admits)
      .map(({ id, kind, title, status }) =>
        relatedMatter({ id, kindTitle: MATTER_KINDS[kind].title, title }, matterStatusTitle(kind, status)),
      );
  };
};

/** Tells the findings a matter is about that the same export holds: one BatchGetItem each. */
export const findingsOfMatters = async ({ deps, scope, record }: Asking) => {
  const admits = await admittingFindings(deps.table, scope, record.archive.scope);
  return async ({ findingIds }: Matter): Promise<RelatedPage[]> => {
    const heads = await readFindingHeads(deps.table, scope, findingIds);
    return heads.filter(admits).map((finding) => relatedFinding(finding, FINDING_STATES[finding.state]));
  };
};
