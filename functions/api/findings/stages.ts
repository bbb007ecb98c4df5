import { decideStage, setGreenChannel } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';

/** F04: the office accepts a stage of a finding or measure, or returns it. */
export const decideOnStage: Handler<'stages.decide', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => decideStage(aggregate, call.body, call.actor, call.today),
    body: idAndVersion,
  });

/** F06: onto the green channel, or off it. */
export const switchGreenChannel: Handler<'findings.greenChannel', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => setGreenChannel(aggregate, call.body, call.today),
    body: idAndVersion,
  });
