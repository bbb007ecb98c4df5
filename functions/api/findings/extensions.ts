import { askExtension, decideExtension, withdrawExtension } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { listLimitRuleSets, newId } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';

/** F04: another date is asked for; by when it is decided follows from the unit's limit rules. */
export const askForExtension: Handler<'extensions.ask', ApiDeps> = async (call, deps) => {
  const ruleSets = await listLimitRuleSets(deps.table, call.scope);
  const id = newId(Date.parse(call.at));
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) =>
      askExtension(aggregate, { ...call.body, id, at: call.at }, call.actor, call.today, ruleSets),
    status: 201,
    body: (finding) => ({ ...idAndVersion(finding), extensionId: id }),
  });
};

export const decideOnExtension: Handler<'extensions.decide', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) =>
      decideExtension(
        aggregate,
        { ...call.body, extensionId: call.params.extensionId },
        call.actor,
        call.today,
      ),
    body: idAndVersion,
  });

export const withdrawExtensionRequest: Handler<'extensions.withdraw', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: ({ finding }) =>
      withdrawExtension({ finding }, call.params.extensionId, call.body.reason, call.actor),
    body: idAndVersion,
  });
