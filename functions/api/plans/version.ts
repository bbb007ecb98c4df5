import {
  freezePlan,
  type MatterAggregate,
  type PlanContent,
  type PlanVersion,
  planDifferences,
  type TenantScope,
} from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import type { Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { readVersion, versionNumbers } from './frozen-version.ts';
import { allPlanFindings } from './plan-findings.ts';
import { batchOf, findingScope, readPlan } from './read-plan.ts';

/** People of one department see their part of a version, as of the findings. */
const ownPart = (version: PlanVersion, { reach, principal }: TenantScope): PlanVersion =>
  reach === 'department'
    ? {
        ...version,
        findings: version.findings.filter(({ departmentId }) => departmentId === principal.departmentId),
      }
    : version;

/** What has been changed on the findings since the version that is decided on was frozen. */
const changedSince = async (
  table: Table,
  scope: TenantScope,
  plan: MatterAggregate<PlanContent>,
  version: PlanVersion,
) => {
  const { status, content } = plan.matter;
  if (content.number !== version.number || (status !== 'committee' && status !== 'review')) return undefined;
  return planDifferences(version, freezePlan(version, await allPlanFindings(table, scope, batchOf(plan))));
};

/** E04: a submitted version, with the differences that those who decide have to know: from the one before, or from any other. */
export const getPlanVersion: Handler<'plans.version', ApiDeps> = async (call, { table }) => {
  const { params, query } = call;
  const plan = await readPlan(table, call.scope, params.planId);
  const scope = findingScope(call.scope);
  const number = query.number ?? versionNumbers(plan.parts).at(-1) ?? 0;
  const found = readVersion(plan.parts, number);
  if (!found) throw notFound();
  const version = ownPart(found.version, scope);
  const previous =
    query.against ??
    versionNumbers(plan.parts)
      .filter((one) => one < number)
      .at(-1);
  const before = previous === undefined ? undefined : readVersion(plan.parts, previous);
  if (query.against !== undefined && !before) throw notFound();
  const { goals, organisation, submittedAt, submittedByName, findings } = version;
  return {
    body: {
      number,
      hash: found.hash,
      goals,
      organisation,
      submittedAt,
      submittedByName,
      findings: findings.length,
      measures: findings.reduce((sum, finding) => sum + finding.measures.length, 0),
      previous,
      differences: before ? planDifferences(ownPart(before.version, scope), version) : [],
      since: await changedSince(table, scope, plan, version),
    },
  };
};
