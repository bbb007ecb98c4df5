import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetExecutionHistoryCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type OperationId, operationOf } from '@xuncha/contracts';
import {
  type Finding,
  type FindingAggregate,
  type Principal,
  registerEvidence,
  SYSTEM_ACTOR,
  systemScope,
  verifyEvidence,
} from '@xuncha/domain';
import { executeOnFinding, listDepartments, loadFinding, newId } from '@xuncha/store';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine, DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { createOpenGate, type GateTask } from '../../functions/closeout/open-gate.ts';
import { createRelay } from '../../functions/relay/relay.ts';
import { createSweep, type SweepTask } from '../../functions/schedule/sweep.ts';
import { openWorkflow, type Workflow } from '../../functions/workflow.ts';
import { closeoutDefinition } from '../../infra/closeout.asl.ts';
import { evidenceFixture, minutesFixture } from '../../packages/domain/src/closeout/case-fixture.ts';
import {
  type StepFunctionsServer,
  startStepFunctionsServer,
} from '../../packages/local/src/stepfunctions/server.ts';
import { type ApiAnswer, type ApiEventOptions, type ApiHandler, personOf, send } from './api-event.ts';
import { HQ_TENANT, useEnvironment } from './environment.ts';
import { seedAggregate, seedFinding } from './seed-finding.ts';
import { type StreamPump, startStreamPump } from './stream-pump.ts';
import { startTestTable, TEST_CREDENTIALS, TEST_REGION, type TestTable } from './table.ts';
import { foundGroup, openTenant } from './tenants.ts';

const ACCOUNT = '123456789012';
const arnOf = (name: string): string => `arn:aws-cn:states:${TEST_REGION}:${ACCOUNT}:stateMachine:${name}`;
const MACHINES = {
  closeout: arnOf('closeout'),
  provisioning: arnOf('provisioning'),
  archive: arnOf('archive'),
} as const;

/** The close-out machine as the stack declares it, without deploying it. */
const closeoutMachine = (): string => {
  const stack = new Stack(new App(), 'Journey');
  const openGate = LambdaFunction.fromFunctionArn(
    stack,
    'OpenGate',
    `arn:aws-cn:lambda:${TEST_REGION}:${ACCOUNT}:function:open-gate`,
  );
  const machine = new StateMachine(stack, 'Closeout', {
    definitionBody: DefinitionBody.fromChainable(closeoutDefinition(stack, openGate)),
  });
  const resource = machine.node.defaultChild;
  if (!(resource instanceof CfnStateMachine)) throw new Error('a state machine has its resource');
  const text: string | { 'Fn::Join': [string, unknown[]] } = stack.resolve(resource.definitionString);
  // The partition is the only token in it.
  return typeof text === 'string'
    ? text
    : text['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'aws-cn')).join('');
};

export interface CloseoutScene {
  readonly engine: TestTable;
  readonly pump: StreamPump;
  readonly workflow: Workflow;
  readonly relay: ReturnType<typeof createRelay>;
  readonly tenantId: string;
  readonly departmentId: string;
  call<Body = Record<string, unknown>>(
    id: OperationId,
    who: Principal,
    options?: Partial<ApiEventOptions>,
  ): Promise<ApiAnswer<Body>>;
  read(findingId: string): Promise<FindingAggregate>;
  /** A finding in rectification with everything an application needs. */
  ready(): Promise<Finding>;
  /** Minutes of the unit's committee for the running case, uploaded and verified. */
  minutes(findingId: string): Promise<string>;
  /** Carries the stream to the workflow until the case waits at an open gate, or has ended. */
  settle(findingId: string): Promise<FindingAggregate>;
  sweep(task: SweepTask['task']): Promise<unknown>;
  moveClock(milliseconds: number): void;
  now(): Date;
  stopExecution(name: string): Promise<void>;
  /** States entered by an execution: what AWS bills as transitions. */
  transitions(name: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** The close-out chain from API to Step Functions on the embedded engines; only the delivery of the stream is by hand. */
export const startCloseoutScene = async (tenantId = 'beihe'): Promise<CloseoutScene> => {
  const engine = await startTestTable();
  useEnvironment({ table: engine });
  const { table } = engine;
  let offset = 0;
  const now = (): Date => new Date(Date.now() + offset);
  const dataDir = await mkdtemp(join(tmpdir(), 'xuncha-closeout-'));
  const server: StepFunctionsServer = await startStepFunctionsServer({
    dataDir,
    port: 0,
    region: TEST_REGION,
    accountId: ACCOUNT,
    invokeLambda: (_arn, payload) => openGate(payload as GateTask),
  });
  const sfn = new SFNClient({ endpoint: server.url, region: TEST_REGION, credentials: TEST_CREDENTIALS });
  const workflow = openWorkflow(sfn);
  const openGate = createOpenGate({ table, workflow, now });
  server.registerStateMachine({ arn: MACHINES.closeout, name: 'closeout', definition: closeoutMachine() });
  server.resume();
  const relay = createRelay({ table, workflow, machines: MACHINES });
  const sweep = createSweep({ table, workflow, hqTenant: HQ_TENANT, machines: MACHINES, now });
  await foundGroup(table);
  await openTenant(table, { tenantId, name: '北河采油厂', departments: ['物资管理部'] });
  const scope = systemScope('closeout', tenantId);
  const departmentId = (await listDepartments(table, scope))[0]?.id ?? '';
  const pump = await startStreamPump(engine, { handler: relay, kinds: ['audit'], batchSize: 10 });
  const handlers: Record<string, ApiHandler> = {
    findings: (await import('../../functions/api/findings/findings.lambda.ts')).handler,
    meetings: (await import('../../functions/api/closeouts/closeouts.lambda.ts')).handler,
    closeouts: (await import('../../functions/api/closeouts/closeouts.lambda.ts')).handler,
    measures: (await import('../../functions/api/findings/findings.lambda.ts')).handler,
    inbox: (await import('../../functions/api/identity/identity.lambda.ts')).handler,
  };
  const read = async (findingId: string): Promise<FindingAggregate> => {
    const aggregate = await loadFinding(table, scope, findingId);
    if (!aggregate) throw new Error('the finding is gone');
    return aggregate;
  };
  const executionArn = (name: string): string =>
    `${MACHINES.closeout.replace(':stateMachine:', ':execution:')}:${name}`;

  return {
    engine,
    pump,
    workflow,
    relay,
    tenantId,
    departmentId,
    call: (id, principal, options = {}) => {
      const handler = handlers[id.split('.')[0] ?? ''];
      if (!handler) throw new Error(`${id} is not part of this scene`);
      const own: Record<string, string> = operationOf(id).path.includes('{tenantId}') ? { tenantId } : {};
      process.env.XUNCHA_CLOCK_OFFSET_MS = String(offset);
      return send(handler, id, { ...options, principal, params: { ...own, ...options.params } });
    },
    read,
    async ready() {
      const { responsibility } = seedAggregate().finding;
      return seedFinding(
        table,
        seedAggregate({
          tenantId,
          responsibility: { ...responsibility, departmentId, departmentName: '物资管理部' },
        }),
      );
    },
    async minutes(findingId) {
      const caseId = (await read(findingId)).finding.closing?.caseId;
      const id = newId();
      const draft = minutesFixture({
        id,
        caseId,
        status: 'registered',
        vaultKey: undefined,
        sha256: id.padEnd(64, '0'),
      });
      const today = '2025-03-03';
      const commit = (decide: Parameters<typeof executeOnFinding>[3]['decide']) =>
        executeOnFinding(table, scope, findingId, {
          actor: SYSTEM_ACTOR('evidence'),
          at: now().toISOString(),
          decide,
          answer: () => ({ status: 200, body: null }),
        });
      await commit((aggregate) => registerEvidence(aggregate, evidenceFixture(draft), today));
      await commit((aggregate) =>
        verifyEvidence(aggregate, id, { vaultKey: `t/${tenantId}/${id}` }, now().toISOString()),
      );
      return id;
    },
    async settle(findingId) {
      for (let round = 0; round < 200; round += 1) {
        await pump.drain();
        const aggregate = await read(findingId);
        if (aggregate.finding.closing?.status !== 'opening') return aggregate;
        await pause(20);
      }
      throw new Error('the next gate did not open');
    },
    sweep: (task) => sweep({ task }),
    moveClock(milliseconds) {
      offset += milliseconds;
    },
    now,
    async stopExecution(name) {
      await sfn.send(new StopExecutionCommand({ executionArn: executionArn(name) }));
    },
    async transitions(name) {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn: executionArn(name), maxResults: 1000 }),
      );
      return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    },
    async stop() {
      pump.stop();
      sfn.destroy();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
      delete process.env.XUNCHA_CLOCK_OFFSET_MS;
      await engine.stop();
    },
  };
};

/** Who acts in the plain journey. */
export const castOf = (tenantId: string, departmentId: string) =>
  ({
    head: personOf(tenantId, ['department_head'], { userId: 'head', name: '部门负责人', departmentId }),
    checker: personOf(tenantId, ['rectification_office'], { userId: 'checker', name: '整改办' }),
    consultant: personOf(HQ_TENANT, ['functional_dept'], { userId: 'consultant', name: '职能部门' }),
    secretary: personOf(tenantId, ['party_secretary'], { userId: 'secretary', name: '党委书记' }),
    leading: personOf(HQ_TENANT, ['leading_group'], { userId: 'leading', name: '领导小组' }),
  }) as const;
