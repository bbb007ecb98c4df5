import { analyse } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { listLimitRuleSets } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';

/** E02, E03, E05: root cause, goal, acceptance standard and class of a finding; a new class takes the unit's limit for it. */
export const analyseFinding: Handler<'findings.analyse', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: async (aggregate) => {
      const reclassified = aggregate.finding.termClass !== call.body.termClass;
      return analyse(
        aggregate,
        call.body,
        reclassified ? await listLimitRuleSets(deps.table, call.scope) : [],
      );
    },
    body: idAndVersion,
  });
