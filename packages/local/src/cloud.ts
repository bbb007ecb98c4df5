import { appendFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { FrontDoor, type RequestHandler } from './apigateway/front-door.ts';
import { RequestAuthorizer } from './apigateway/request-authorizer.ts';
import { RestApi } from './apigateway/rest-api.ts';
import type { AssemblyModel, BucketModel, ScheduleTarget } from './assembly/model.ts';
import { functionNameOf } from './assembly/physical-names.ts';
import { readAssembly } from './assembly/read-assembly.ts';
import { type Clock, createClock } from './clock.ts';
import { controlPanel } from './control-panel.ts';
import { announceTable, lockDataDirectory } from './data-directory.ts';
import { type DeadLetter, DeadLetterQueues } from './dead-letters.ts';
import type { CapacityMeter } from './dynamodb/capacity-meter.ts';
import { startEngine } from './dynamodb/engine.ts';
import { DynamoGate } from './dynamodb/gate.ts';
import { provisionTables, sweepExpired } from './dynamodb/tables.ts';
import { startFaultProxy } from './fault-proxy.ts';
import type { CloudHooks } from './hooks.ts';
import { AccessControl } from './iam/access-control.ts';
import { Guard } from './iam/guard.ts';
import type { Json } from './json.ts';
import { startKmsServer } from './kms/kms-server.ts';
import { AsyncInvocations } from './lambda/async-invocations.ts';
import { functionEnvironment, type ServiceEndpoints } from './lambda/function-environment.ts';
import { Functions, type InvocationResult } from './lambda/functions.ts';
import type { DemoAccount } from './oidc/accounts.ts';
import { OIDC_MOUNT, type OidcService, startOidc } from './oidc/provider.ts';
import { freePort, isPortFree, pause } from './processes.ts';
import { consoleReporter, type Reporter } from './reporter.ts';
import { type S3Server, startS3Server } from './s3/index.ts';
import { deliverObjectEvents } from './s3-notifications.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { startSesServer } from './ses/ses-server.ts';
import { type StepFunctionsServer, startStepFunctionsServer } from './stepfunctions/server.ts';
import { CheckpointFile, consumedPositions } from './streams/checkpoint.ts';
import { StreamConsumer } from './streams/stream-consumer.ts';
import { StreamSource } from './streams/stream-source.ts';
import { CredentialStore, type IssuedCredentials } from './sts/credentials.ts';
import { startStsServer } from './sts/sts-server.ts';
import { localContentSecurityPolicy } from './website/content-security-policy.ts';
import { StaticSite } from './website/static-site.ts';

export interface LocalCloudOptions {
  /** Directory of the synthesised cloud assembly (`cdk.out`). */
  readonly assemblyDir: string;
  /** Everything that must survive a restart lies here. */
  readonly dataDir: string;
  /** Public port; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; the loopback address unless given. */
  readonly host?: string;
  readonly accounts: readonly DemoAccount[];
  readonly hooks?: CloudHooks;
  /** Nothing on the console. */
  readonly quiet?: boolean;
  /** Lets the clock be moved, in-process and by `POST /__local/clock`; for tests. */
  readonly movableClock?: boolean;
  /** Instant the clock starts at, in milliseconds since 1970; makes it movable. */
  readonly startsAt?: number;
  /** Another DynamoDB-compatible server instead of the embedded engine. */
  readonly dynamodbEndpoint?: string;
  /** `off` lets every access key do everything, whatever the roles say; to measure what deciding costs. */
  readonly policies?: 'enforced' | 'off';
  /** Values for template parameters without a default. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface LocalCloud {
  /** Public address: web app, `/v1`, `/oidc`. */
  readonly url: string;
  readonly endpoints: ServiceEndpoints & { readonly issuer: string };
  readonly region: string;
  readonly model: AssemblyModel;
  readonly clock: Clock;
  /** What the table's requests cost since the start or the last reset. */
  readonly capacity: CapacityMeter;
  /** Keys with which a script may call the engines directly. */
  readonly credentials: IssuedCredentials;
  /** Invokes a function by name, ARN or logical id and waits for its answer. */
  invoke(functionReference: string, payload: Json): Promise<InvocationResult>;
  /** An access token for a demo account, as sign-in would give. */
  tokenFor(sub: string, lifetimeSeconds?: number): Promise<string>;
  deadLetters(): DeadLetter[];
  /** Fires the schedules that are due by the clock. */
  runSchedules(): Promise<void>;
  /** Waits until streams, object events and executions have nothing more to do; executions that wait for a token count as done. */
  drain(timeoutMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Raised when the public port is taken. */
export class PortInUse extends Error {
  readonly port: number;
  constructor(port: number) {
    super(`Port ${port} is in use.`);
    this.name = 'PortInUse';
    this.port = port;
  }
}

/** Used for stacks that are not bound to an environment. */
const REGION = 'ap-southeast-1';
const ACCOUNT_ID = '000000000000';
/** Client and audience of the web app; the same word, as with a user pool. */
const CLIENT_ID = 'xuncha-web';
/** Expired items are looked for at the start and then this often: DynamoDB itself takes up to days. */
const EXPIRY_SWEEP_MS = 6 * 3600 * 1000;

type Closer = () => Promise<void> | void;

/** Runs a synthesised cloud assembly on this machine. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await assemble(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(options: LocalCloudOptions, closers: Closer[], close: Closer): Promise<LocalCloud> {
  const dataDir = resolve(options.dataDir);
  const hooks = options.hooks ?? {};
  const reporter = consoleReporter(options.quiet ?? false);
  const model = readAssembly(resolve(options.assemblyDir), {
    region: REGION,
    accountId: ACCOUNT_ID,
    ...(options.parameters ? { parameters: options.parameters } : {}),
  });
  const port = await choosePort(options.port);
  closers.push(lockDataDirectory(dataDir));
  const logDir = join(dataDir, 'logs');
  mkdirSync(logDir, { recursive: true });
  const movable = options.movableClock ?? options.startsAt !== undefined;
  const clock = createClock(movable);
  if (options.startsAt !== undefined) clock.moveBy(options.startsAt - clock.now());
  closers.push(() => clock.release());
  const machine = new Machine({ model, dataDir, logDir, port, clock, hooks, reporter, options, closers });
  await machine.start();
  let stopped: Promise<void> | undefined;
  return machine.handle(async () => {
    stopped ??= Promise.resolve(close());
    await stopped;
  });
}

async function choosePort(wanted: number): Promise<number> {
  if (wanted === 0) return await freePort();
  await requireFreePort(wanted);
  return wanted;
}

/** Throws {@link PortInUse} when something listens on a port already. */
export async function requireFreePort(port: number): Promise<void> {
  if (!(await isPortFree(port))) throw new PortInUse(port);
}

interface MachineParts {
  readonly model: AssemblyModel;
  readonly dataDir: string;
  readonly logDir: string;
  readonly port: number;
  readonly clock: Clock;
  readonly hooks: CloudHooks;
  readonly reporter: Reporter;
  readonly options: LocalCloudOptions;
  readonly closers: Closer[];
}

interface Engines {
  readonly gate: DynamoGate;
  readonly s3: S3Server;
  readonly stepfunctions: StepFunctionsServer;
  readonly functions: Functions;
  readonly invocations: AsyncInvocations;
  readonly deadLetters: DeadLetterQueues;
  readonly oidc: OidcService;
  readonly consumers: readonly StreamConsumer[];
  readonly scheduler: Scheduler;
  readonly frontDoor: FrontDoor;
  readonly endpoints: ServiceEndpoints;
  readonly credentials: CredentialStore;
}

/** The engines of one local cloud and how they are put together. */
class Machine {
  readonly #parts: MachineParts;
  readonly #origin: string;
  #engines: Engines | undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#origin = `http://localhost:${parts.port}`;
  }

  async start(): Promise<void> {
    const { model, dataDir, clock, reporter, closers, options } = this.#parts;
    const now = (): number => clock.now();
    const credentials = new CredentialStore(dataDir, now);
    const { accountId } = model.environment;
    const access =
      options.policies !== 'off'
        ? new AccessControl(model, credentials, denialLog(this.#parts.logDir, now))
        : undefined;
    const guard = access && new Guard({ access, credentials, region: model.environment.region, now });
    const { region } = model.environment;
    const sts = await startStsServer({
      credentials,
      accountId,
      region,
      now,
      port: 0,
      ...(access && { access }),
    });
    closers.push(() => sts.close());
    const kms = await startKmsServer({
      keys: model.signingKeys,
      dataDir,
      credentials,
      region,
      now,
      ...(access && { access }),
    });
    closers.push(() => kms.close());
    const ses = await startSesServer({ dataDir, credentials, region, now, ...(access && { access }) });
    closers.push(() => ses.close());
    const consumers: StreamConsumer[] = [];
    const sources = new Map<string, StreamSource>();
    const gate = await this.#startTable(guard, () => {
      for (const source of sources.values()) source.written();
      for (const consumer of consumers) consumer.poke();
    });
    const deadLetters = new DeadLetterQueues(join(dataDir, 'queues'), model.queues, reporter);
    const endpoints: { -readonly [K in keyof ServiceEndpoints]: string } = {
      dynamodb: gate.url,
      sts: sts.url,
      kms: kms.url,
      ses: ses.url,
      s3: '',
      stepfunctions: '',
    };
    const functions = this.#createFunctions(endpoints, credentials);
    const invocations = new AsyncInvocations(join(dataDir, 'invocations'), functions, deadLetters);
    const s3 = await this.#startS3(credentials, guard, invocations);
    announceTable(dataDir, { dynamodb: gate.url, s3: s3.url, region });
    endpoints.s3 = await this.#withFaults('s3', s3.url);
    const stepfunctions = await this.#startStepFunctions(functions, guard);
    endpoints.stepfunctions = await this.#withFaults('stepfunctions', stepfunctions.url);
    const oidc = await this.#startOidc();
    closers.push(() => oidc.close());
    consumers.push(...this.#createConsumers(sources, gate, functions, deadLetters));
    const scheduler = this.#createScheduler(invocations, stepfunctions);
    const frontDoor = this.#createFrontDoor(functions, oidc, endpoints);
    this.#engines = {
      gate,
      s3,
      stepfunctions,
      functions,
      invocations,
      deadLetters,
      oidc,
      consumers,
      scheduler,
      frontDoor,
      endpoints,
      credentials,
    };
    await frontDoor.listen(this.#parts.port, options.host ?? '127.0.0.1');
    closers.push(() => frontDoor.close());
    this.#resume(this.#engines);
  }

  /** Takes up what an earlier run left unfinished, once every engine answers. Closers run in reverse. */
  #resume({ stepfunctions, invocations, consumers, scheduler, functions, gate }: Engines): void {
    const { closers, model, clock, reporter } = this.#parts;
    closers.push(() => functions.close());
    stepfunctions.resume();
    invocations.resume();
    closers.push(() => invocations.close());
    for (const consumer of consumers) consumer.start();
    closers.push(async () => {
      await Promise.all(consumers.map(async (consumer) => await consumer.close()));
    });
    scheduler.start();
    closers.push(() => scheduler.close());
    // Every request passes an authorizer: loaded ahead, the first click does not wait for it.
    const routes = model.apis.flatMap((api) => api.routes);
    void functions.warm([...new Set(routes.flatMap(({ authorizer }) => authorizer?.functionName ?? []))]);
    closers.push(clock.onMove(() => void stepfunctions.passDeadlines()) as Closer);
    const sweep = async (): Promise<void> => {
      for (const table of model.tables) await sweepExpired(gate, table, clock.now());
    };
    const report = (error: unknown): void =>
      reporter.warn(`Expired items were not removed: ${String(error)}`);
    const first = sweep().catch(report);
    const timer = setInterval(() => void sweep().catch(report), EXPIRY_SWEEP_MS);
    closers.push(async () => {
      clearInterval(timer);
      await first;
    });
  }

  async #startTable(guard: Guard | undefined, onWritten: () => void): Promise<DynamoGate> {
    const { model, dataDir, logDir, clock, hooks, reporter, closers, options } = this.#parts;
    const target = options.dynamodbEndpoint ?? (await this.#startEngine(dataDir, logDir));
    const gate = new DynamoGate({
      target,
      hooks,
      onWritten,
      now: () => clock.now(),
      ...(guard && { authorize: guard.table }),
    });
    await gate.listen(0);
    closers.push(() => gate.close());
    await provisionTables(gate, model.tables);
    if (options.dynamodbEndpoint)
      reporter.info(`DynamoDB: ${options.dynamodbEndpoint} (${new Date(clock.now()).toISOString()})`);
    return gate;
  }

  async #startEngine(dataDir: string, logDir: string): Promise<string> {
    const { model, clock, reporter, closers } = this.#parts;
    const consumers = new Map<string, number>();
    for (const { tableName, enabled } of model.streamMappings) {
      if (enabled) consumers.set(tableName, (consumers.get(tableName) ?? 0) + 1);
    }
    const engine = await startEngine({
      dataDir,
      logFile: join(logDir, 'dynamodb-engine.log'),
      now: () => clock.now(),
      consumedUpTo: consumedPositions(this.#checkpointDir, consumers),
      reporter,
    });
    closers.push(() => engine.stop());
    return engine.url;
  }

  get #checkpointDir(): string {
    return join(this.#parts.dataDir, 'streams');
  }

  #createFunctions(endpoints: ServiceEndpoints, credentials: CredentialStore): Functions {
    const { model, logDir, clock, reporter } = this.#parts;
    const overrides = { OIDC_ISSUER: `${this.#origin}${OIDC_MOUNT}`, OIDC_AUDIENCE: CLIENT_ID };
    return new Functions({
      functions: model.functions,
      logDir,
      clock,
      reporter,
      environmentOf: (fn, bundle) =>
        functionEnvironment(fn, bundle, {
          region: model.environment.region,
          endpoints,
          credentials: credentials.forFunction(fn.name, fn.roleArn ?? fn.arn),
          overrides,
        }),
    });
  }

  async #startS3(
    credentials: CredentialStore,
    guard: Guard | undefined,
    invocations: AsyncInvocations,
  ): Promise<S3Server> {
    const { model, dataDir, port, clock, hooks, closers, options } = this.#parts;
    // Presigned addresses live in browsers: the port next to the public one stays the same over restarts.
    const neighbour = port + 1;
    const free = options.port !== 0 && (await isPortFree(neighbour));
    const s3 = await startS3Server({
      dataDir: join(dataDir, 's3'),
      port: free ? neighbour : 0,
      host: options.host ?? '127.0.0.1',
      credentials: (accessKeyId, sessionToken) => credentials.lookup(accessKeyId, sessionToken),
      ...(guard && { authorize: guard.files }),
      region: model.environment.region,
      now: () => clock.now(),
      onEvent: deliverObjectEvents(model.buckets, invocations),
      ...(hooks.beforeWrite ? { beforeWrite: hooks.beforeWrite } : {}),
    });
    closers.push(() => s3.close());
    for (const bucket of model.buckets) await s3.createBucket(bucket.name, this.#bucketOptions(bucket));
    return s3;
  }

  /** Address of an engine, behind a proxy where a test injects faults. */
  async #withFaults(service: 's3' | 'stepfunctions', target: string): Promise<string> {
    const { fault } = this.#parts.hooks;
    if (!fault) return target;
    const proxy = await startFaultProxy({ service, target, fault, port: 0 });
    this.#parts.closers.push(() => proxy.close());
    return proxy.url;
  }

  #bucketOptions(bucket: BucketModel) {
    return {
      ...(bucket.versioning ? { versioning: 'Enabled' as const } : {}),
      objectLock: bucket.defaultRetention ?? bucket.objectLock,
      encryption: { algorithm: bucket.encryption },
      cors: bucket.cors.map((rule) => ({
        allowedOrigins: [...rule.allowedOrigins, this.#origin, this.#alternativeOrigin],
        allowedMethods: rule.allowedMethods,
        allowedHeaders: rule.allowedHeaders,
        exposeHeaders: rule.exposedHeaders,
        ...(rule.maxAgeSeconds === undefined ? {} : { maxAgeSeconds: rule.maxAgeSeconds }),
      })),
    };
  }

  get #alternativeOrigin(): string {
    return `http://127.0.0.1:${this.#parts.port}`;
  }

  async #startStepFunctions(functions: Functions, guard: Guard | undefined): Promise<StepFunctionsServer> {
    const { model, dataDir, clock, hooks, closers } = this.#parts;
    const stepfunctions = await startStepFunctionsServer({
      dataDir: join(dataDir, 'stepfunctions'),
      port: 0,
      region: model.environment.region,
      accountId: model.environment.accountId,
      now: () => clock.now(),
      invokeLambda: async (arn, payload) => {
        const result = await functions.invoke(arn, payload as Json);
        if (result.ok) return result.payload;
        throw Object.assign(new Error(result.error.errorMessage), result.error);
      },
      ...(guard && { authorize: guard.states }),
      ...(hooks.beforeWrite ? { beforeWrite: hooks.beforeWrite } : {}),
    });
    closers.push(() => stepfunctions.close());
    for (const machine of model.stateMachines) {
      if (machine.type === 'EXPRESS')
        throw new Error(`${machine.name}: express workflows are not supported on one machine.`);
      stepfunctions.registerStateMachine(machine);
    }
    return stepfunctions;
  }

  async #startOidc(): Promise<OidcService> {
    const { dataDir, clock, options } = this.#parts;
    return await startOidc({
      dataDir,
      origin: this.#origin,
      otherOrigins: [this.#alternativeOrigin],
      audience: CLIENT_ID,
      clientId: CLIENT_ID,
      accounts: options.accounts,
      now: () => clock.now(),
    });
  }

  /** @param sources filled with the stream of each table, which all its consumers share */
  #createConsumers(
    sources: Map<string, StreamSource>,
    gate: DynamoGate,
    functions: Functions,
    deadLetters: DeadLetterQueues,
  ): StreamConsumer[] {
    const { model, clock, hooks, reporter } = this.#parts;
    const { region } = model.environment;
    return model.streamMappings
      .filter(({ enabled }) => enabled)
      .map((mapping) => {
        const { tableName, streamArn } = mapping;
        const source =
          sources.get(tableName) ?? new StreamSource({ gate, tableName, streamArn, region, clock });
        sources.set(tableName, source);
        return new StreamConsumer({
          mapping,
          functionArn: functions.find(mapping.functionName).arn,
          source,
          functions,
          deadLetters,
          checkpoints: new CheckpointFile(this.#checkpointDir, mapping.id, tableName),
          clock,
          hooks,
          reporter,
        });
      });
  }

  #createScheduler(invocations: AsyncInvocations, stepfunctions: StepFunctionsServer): Scheduler {
    const { model, dataDir, clock, hooks } = this.#parts;
    return new Scheduler({
      dataDir,
      schedules: model.schedules,
      clock,
      region: model.environment.region,
      accountId: model.environment.accountId,
      hooks,
      deliver: async (target, payload) => {
        const functionName = functionNameOf(target.arn);
        if (functionName) invocations.accept(functionName, payload, target.onFailureArn);
        else await this.#startExecution(stepfunctions.url, target, payload);
      },
    });
  }

  /** Schedules may start a state machine directly. */
  async #startExecution(endpoint: string, target: ScheduleTarget, payload: Json): Promise<void> {
    const { region } = this.#parts.model.environment;
    const credentials = this.#engines?.credentials.forOperator();
    const client = new SFNClient({ endpoint, region, ...(credentials && { credentials }) });
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn: target.arn, input: JSON.stringify(payload) }),
      );
    } finally {
      client.destroy();
    }
  }

  #createFrontDoor(functions: Functions, oidc: OidcService, endpoints: ServiceEndpoints): FrontDoor {
    const { model, clock, reporter } = this.#parts;
    const { region, partition, accountId } = model.environment;
    const now = (): number => clock.now();
    const authorizer = new RequestAuthorizer({ functions, now, region, partition });
    const site = this.#createSite(oidc, endpoints);
    if (!site.hasPages)
      reporter.warn('The assembly holds no web pages: build the web app before synthesising.');
    const mounts = new Map<string, RequestHandler>([[OIDC_MOUNT, oidc.handle]]);
    if (clock.movable)
      mounts.set(
        '/__local',
        controlPanel(clock, async () => await this.#drain()),
      );
    return new FrontDoor({
      apis: model.apis.map((api) => new RestApi({ api, functions, authorizer, accountId })),
      mounts,
      fallback: async (message, response) => await site.serve(message, response),
      now,
      reporter,
    });
  }

  #createSite(oidc: OidcService, endpoints: ServiceEndpoints): StaticSite {
    const { website, buckets, environment } = this.#parts.model;
    const bucketHosts = buckets.map(
      ({ name }) => `${name}.s3.${environment.region}.${environment.urlSuffix}`,
    );
    const policy =
      website.contentSecurityPolicy &&
      localContentSecurityPolicy(website.contentSecurityPolicy, { bucketHosts, s3Origin: endpoints.s3 });
    return new StaticSite({
      website,
      headers: { ...website.headers, ...(policy ? { 'content-security-policy': policy } : {}) },
      overrides: new Map([['config.json', { issuer: oidc.issuer, clientId: CLIENT_ID }]]),
    });
  }

  handle(stop: () => Promise<void>): LocalCloud {
    const engines = this.#engines;
    if (!engines) throw new Error('The machine has not been started.');
    const { model, clock } = this.#parts;
    const { endpoints, gate, functions, oidc, deadLetters, scheduler, credentials } = engines;
    return {
      url: this.#origin,
      endpoints: { ...endpoints, issuer: oidc.issuer },
      region: model.environment.region,
      model,
      clock,
      capacity: gate.meter,
      credentials: credentials.forOperator(),
      invoke: async (reference, payload) => await functions.invoke(reference, payload),
      tokenFor: async (sub, lifetimeSeconds) => await oidc.mintToken(sub, lifetimeSeconds),
      deadLetters: () => deadLetters.list(),
      runSchedules: async () => await scheduler.runDue(),
      drain: async (timeoutMs) => await this.#drain(timeoutMs),
      stop,
    };
  }

  /** Everything must look idle several times in a row: between two steps of an execution nothing is running. */
  async #drain(timeoutMs = 60_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    let windowsClosed = false;
    let quietLooks = 0;
    let seen = -1;
    while (quietLooks < QUIET_LOOKS || !windowsClosed) {
      const busy = this.#busyParts();
      const started = this.#engines?.functions.startedInvocations ?? 0;
      quietLooks = busy.length === 0 && started === seen ? quietLooks + 1 : 0;
      seen = started;
      if (quietLooks >= QUIET_LOOKS && !windowsClosed) {
        windowsClosed = true;
        quietLooks = 0;
        for (const consumer of this.#engines?.consumers ?? []) consumer.closeWindows();
      }
      if (performance.now() > deadline)
        throw new Error(`Still busy after ${timeoutMs} ms: ${busy.join(', ')}`);
      await pause(QUIET_LOOK_MS);
    }
  }

  #busyParts(): string[] {
    const engines = this.#engines;
    if (!engines) return [];
    const { functions, invocations, consumers, gate } = engines;
    const busy: string[] = [];
    if (!functions.isIdle) busy.push('functions');
    if (!invocations.isIdle) busy.push('object events and schedules');
    if (!gate.isIdle) busy.push('table');
    if (consumers.some((consumer) => !consumer.isIdle)) busy.push('streams');
    return busy;
  }
}

/** Keeps refusals for the operator: one that surprises is a missing right or an attack. */
function denialLog(logDir: string, now: () => number): (message: string) => void {
  const path = join(logDir, 'access-denied.log');
  return (message) => appendFileSync(path, `${new Date(now()).toISOString()} ${message}\n`);
}

const QUIET_LOOKS = 4;
const QUIET_LOOK_MS = 15;
