import { StateMachine as LocalStateMachine } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CLOSEOUT_ENDS, CLOSEOUT_GATES } from '../../infra/closeout.asl.ts';
import { stageSettings } from '../../infra/stage-settings.ts';
import { ofType, synthesise } from './synthesise.ts';

const stateSchema = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Parameters: z.record(z.string(), z.json()).optional(),
  TimeoutSeconds: z.number().optional(),
});
const definitionSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });

/** The definition as the template has it, with every intrinsic written as a name. */
function definitionOf(machine: string, stage = 'prod') {
  const found = ofType(synthesise(stage), 'AWS::StepFunctions::StateMachine').find(({ logicalId }) =>
    logicalId.startsWith(machine),
  );
  const { 'Fn::Join': join } = z
    .object({
      'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.record(z.string(), z.json())]))]),
    })
    .parse(found?.Properties.DefinitionString);
  const partition = stageSettings(stage).partition;
  const text = join[1]
    .map((part) => {
      if (typeof part === 'string') return part;
      return part.Ref === 'AWS::Partition' ? partition : `arn:${partition}:lambda:x:111122223333:function:f`;
    })
    .join('');
  return definitionSchema.parse(JSON.parse(text));
}

const INPUT = { tenantId: 'shengli', findingId: 'f1', caseId: 'c1', attempt: 1 };

type Answer = (visit: { gate: string; tenantId: string; caseId: string; attempt: number }) => string;

/** A year is more milliseconds than a Node timer can count (2³¹ − 1 ms ≈ 25 days), and it would fire at once. */
const withoutTimeouts = (key: string, value: unknown) => (key === 'TimeoutSeconds' ? undefined : value);

/**
 * Runs the synthesised definition on the engine that `npm start` uses. A gate's answer stands in for the result
 * of its task token.
 */
async function run(next: string, answer: Answer) {
  const definition = definitionOf('Closeout');
  const visited: string[] = [];
  const handlers = Object.fromEntries(
    CLOSEOUT_GATES.map(({ state }) => [
      state,
      async (input: unknown) => {
        const payload = z
          .object({
            Payload: z.object({
              gate: z.string(),
              tenantId: z.string(),
              findingId: z.string(),
              caseId: z.string(),
              attempt: z.number(),
              token: z.string(),
            }),
          })
          .parse(input).Payload;
        return { next: answer(payload) };
      },
    ]),
  );
  const machine = new LocalStateMachine(JSON.parse(JSON.stringify(definition, withoutTimeouts)), {
    validationOptions: { checkPaths: true, checkArn: false },
  });
  const execution = machine.run(
    { ...INPUT, next },
    {
      overrides: { taskResourceLocalHandlers: handlers },
      context: { Task: { Token: 'token-1' } },
    },
  );
  const reading = (async () => {
    for await (const event of execution.eventLogs) {
      if (event.type === 'StateEntered') visited.push(event.state.name);
    }
  })();
  const outcome = await execution.result.then(
    (output) => ({ output }),
    (error: unknown) => ({ error }),
  );
  await reading;
  return { visited, outcome };
}

const following: Record<string, string> = {
  evidence_check: 'consultation',
  consultation: 'party_committee',
  party_committee: 'leading_group',
  leading_group: 'closed',
};

describe('close-out chain', () => {
  test('goes through all gates in at most twelve transitions and keeps who it is about', async () => {
    const { visited, outcome } = await run('evidence_check', ({ gate }) => following[gate] ?? '');
    expect(visited).toEqual([
      'Application',
      'EvidenceCheck',
      'AfterEvidenceCheck',
      'Consultation',
      'AfterConsultation',
      'PartyCommittee',
      'AfterPartyCommittee',
      'LeadingGroup',
      'AfterLeadingGroup',
      'Closed',
    ]);
    expect(visited.length).toBeLessThanOrEqual(12);
    expect(outcome).toEqual({
      output: { ...INPUT, next: 'evidence_check', decision: { next: 'closed' } },
    });
  });

  test('hands each gate its own name', async () => {
    const seen: string[] = [];
    await run('evidence_check', ({ gate, caseId, attempt }) => {
      seen.push(`${gate} ${caseId} ${attempt}`);
      return following[gate] ?? '';
    });
    expect(seen).toEqual(CLOSEOUT_GATES.map(({ gate }) => `${gate} c1 1`));
  });

  test('starts at the gate the table records', async () => {
    const { visited } = await run('leading_group', () => 'closed');
    expect(visited).toEqual(['Application', 'LeadingGroup', 'AfterLeadingGroup', 'Closed']);
  });

  test('goes back to an earlier gate and forward again', async () => {
    let sentBack = false;
    const { visited } = await run('party_committee', ({ gate }) => {
      if (gate === 'leading_group' && !sentBack) {
        sentBack = true;
        return 'evidence_check';
      }
      return following[gate] ?? '';
    });
    expect(visited.filter((state) => !/^(After|Application)/.test(state))).toEqual([
      'PartyCommittee',
      'LeadingGroup',
      'EvidenceCheck',
      'Consultation',
      'PartyCommittee',
      'LeadingGroup',
      'Closed',
    ]);
  });

  test.each(
    CLOSEOUT_ENDS.flatMap(({ next, state }) => CLOSEOUT_GATES.map(({ gate }) => [gate, next, state])),
  )('from %s to %s', async (gate, next, state) => {
    const { visited } = await run(gate, () => next);
    expect(visited.at(-1)).toBe(state);
    expect(visited).toHaveLength(4);
  });

  test('fails on a result that is neither gate nor end', async () => {
    const { visited, outcome } = await run('consultation', () => 'somewhere');
    expect(visited.at(-1)).toBe('UnknownNext');
    expect(outcome).toHaveProperty('error');
  });
});

describe.each(['prod', 'prod-cn'])('state machines in %s', (stage) => {
  const machines = ofType(synthesise(stage), 'AWS::StepFunctions::StateMachine');

  test('never log execution data, a task token is a bearer credential', () => {
    expect(machines).toHaveLength(3);
    for (const { Properties } of machines) {
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { IncludeExecutionData: false, Level: 'ALL' },
        TracingConfiguration: { Enabled: true },
      });
    }
  });

  test('every gate waits for a token with a backstop', () => {
    const { States } = definitionOf('Closeout', stage);
    for (const { state } of CLOSEOUT_GATES) {
      expect(States[state]).toMatchObject({
        Type: 'Task',
        TimeoutSeconds: 364 * 24 * 3600,
        ResultPath: '$.decision',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GateFailed' }],
      });
      expect(States[state]?.Resource).toMatch(/^arn:aws(-cn)?:states:::lambda:invoke.waitForTaskToken$/);
    }
  });

  test('use JSONPath only: the local engine misruns JSONata silently', () => {
    for (const { Properties } of machines) {
      expect(JSON.stringify(Properties.DefinitionString)).not.toMatch(/JSONata|Arguments|\{%/);
    }
  });
});
