import { applyForCloseout, withdrawCase } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import { newId, readTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { runOnFinding } from '../finding-command.ts';
import { caseAnswer } from './decide.ts';

/** G01: the department's head applies; the case keeps the policy and the routing of this moment. */
export const applyForClosing: Handler<'closeouts.apply', ApiDeps> = async (call, deps) => {
  const tenant = await readTenant(deps.table, call.scope.tenantId);
  if (!tenant) throw notFound();
  const caseId = newId(Date.parse(call.at));
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) =>
      applyForCloseout(
        aggregate,
        { ...call.body, caseId, consultDepartmentId: tenant.routing[aggregate.finding.category ?? ''] },
        tenant.policy,
        call.actor,
        call.at,
      ),
    status: 201,
    body: (finding) => caseAnswer(finding, finding.closing?.caseId ?? caseId),
  });
};

/** The applicant takes the application back, until the party committee's gate opens. */
export const withdrawApplication: Handler<'closeouts.withdraw', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) =>
      withdrawCase(aggregate, { caseId: call.params.caseId, reason: call.body.reason }, call.actor, call.at),
    body: (finding) => caseAnswer(finding, call.params.caseId),
  });
