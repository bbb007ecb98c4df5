import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  IdentitySource,
  LambdaIntegration,
  RequestAuthorizer,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, EventType, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DefinitionBody,
  IntegrationPattern,
  JsonPath,
  StateMachine,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { buildSync } from 'esbuild';

/** Bundles one of the sample's functions, SDK included, as a deployment would. */
function sampleCode(name: string): Code {
  const outdir = mkdtempSync(join(tmpdir(), `xuncha-sample-${name}-`));
  buildSync({
    entryPoints: [join(import.meta.dirname, `${name}.lambda.ts`)],
    outfile: join(outdir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return Code.fromAsset(outdir);
}

function sampleFunction(
  stack: Stack,
  name: string,
  environment: Record<string, string>,
  seconds = 3,
): LambdaFunction {
  return new LambdaFunction(stack, `${name}Function`, {
    code: sampleCode(name),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(seconds),
    environment,
  });
}

/** Pages of the sample's site. */
function samplePages(): string {
  const directory = mkdtempSync(join(tmpdir(), 'xuncha-sample-pages-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(
    join(directory, 'index.html'),
    `<!doctype html><title>样例</title>${'<p>页面</p>'.repeat(300)}`,
  );
  writeFileSync(join(directory, 'assets', 'app-1a2b.js'), 'console.log("app")');
  return directory;
}

/**
 * A small assembly with one of everything the machine runs: table with stream, REST API with authorizer, upload
 * bucket with notification, schedule, state machine, dead-letter queue, pages.
 * @returns the assembly's directory
 */
export function synthesiseSample(outdir: string): string {
  const app = new App({ outdir, analyticsReporting: false });
  const data = new Stack(app, 'sample-data');
  const table = new Table(data, 'Notes', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'expiresAt',
  });
  table.addGlobalSecondaryIndex({
    indexName: 'byText',
    partitionKey: { name: 'text', type: AttributeType.STRING },
  });
  const stack = new Stack(app, 'sample-app');
  const environment = { TABLE_NAME: table.tableName };
  const task = sampleFunction(stack, 'task', environment);
  table.grantReadWriteData(task);
  table.grantReadWriteData(addApi(stack, environment));
  const machine = addMachine(stack, task);
  addStream(stack, table, machine);
  addUploads(stack, task);
  const rule = new Rule(stack, 'Hourly', { schedule: Schedule.rate(Duration.hours(1)) });
  rule.addTarget(new LambdaTarget(task, { event: RuleTargetInput.fromObject({ key: 'schedule' }) }));
  addPages(stack);
  app.synth();
  return outdir;
}

/** Gives the function behind the API. */
function addApi(stack: Stack, environment: Record<string, string>): LambdaFunction {
  const api = new RestApi(stack, 'Api', {
    deployOptions: { stageName: 'v1' },
    binaryMediaTypes: ['application/zip'],
    minCompressionSize: Size.kibibytes(1),
  });
  const handler = sampleFunction(stack, 'api', environment);
  const authorizer = new RequestAuthorizer(stack, 'Authorizer', {
    handler: sampleFunction(stack, 'authorizer', {
      OIDC_ISSUER: 'https://login.example',
      OIDC_AUDIENCE: 'other',
    }),
    identitySources: [IdentitySource.header('Authorization'), IdentitySource.header('x-membership')],
    resultsCacheTtl: Duration.minutes(5),
  });
  api.addGatewayResponse('NotFound', {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    statusCode: '404',
    responseHeaders: { 'Content-Type': "'application/problem+json'" },
    templates: { 'application/json': '{"code":"not_found","title":"没有找到"}' },
  });
  const options = { authorizer, authorizationType: AuthorizationType.CUSTOM };
  const integration = new LambdaIntegration(handler, { timeout: Duration.seconds(1) });
  for (const [path, methods] of [
    ['notes/{id}', ['GET', 'PUT']],
    ['environment', ['GET']],
    ['file', ['GET']],
    ['slow', ['GET']],
    ['broken', ['GET']],
    ['crash', ['GET']],
  ] as const) {
    for (const method of methods) api.root.resourceForPath(path).addMethod(method, integration, options);
  }
  return handler;
}

function addStream(stack: Stack, table: Table, machine: StateMachine): void {
  const environment = { TABLE_NAME: table.tableName, STATE_MACHINE_ARN: machine.stateMachineArn };
  const counter = sampleFunction(stack, 'counter', environment, 10);
  table.grantReadWriteData(counter);
  machine.grantStartExecution(counter);
  machine.grantTaskResponse(counter);
  counter.addEventSource(
    new DynamoEventSource(table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      tumblingWindow: Duration.minutes(1),
      retryAttempts: 2,
      bisectBatchOnError: true,
      onFailure: new SqsDlq(new Queue(stack, 'CounterDeadLetters')),
    }),
  );
}

function addMachine(stack: Stack, task: LambdaFunction): StateMachine {
  const wait = new LambdaInvoke(stack, 'WaitForToken', {
    lambdaFunction: task,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: TaskInput.fromObject({
      key: JsonPath.format('token-{}', JsonPath.stringAt('$.id')),
      token: JsonPath.taskToken,
    }),
    resultPath: '$.result',
  });
  const finish = new LambdaInvoke(stack, 'Finish', {
    lambdaFunction: task,
    payload: TaskInput.fromObject({
      key: JsonPath.format('done-{}', JsonPath.stringAt('$.id')),
      result: JsonPath.objectAt('$.result'),
    }),
  });
  return new StateMachine(stack, 'Chain', {
    definitionBody: DefinitionBody.fromChainable(wait.next(finish)),
  });
}

function addUploads(stack: Stack, task: LambdaFunction): void {
  const uploads = new Bucket(stack, 'Uploads', {
    versioned: true,
    cors: [
      { allowedMethods: [HttpMethods.PUT], allowedOrigins: ['https://app.example'], allowedHeaders: ['*'] },
    ],
  });
  uploads.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(task), { prefix: 'in/' });
}

function addPages(stack: Stack): void {
  const pages = samplePages();
  const site = new Bucket(stack, 'Site');
  const assets = mkdtempSync(join(tmpdir(), 'xuncha-sample-assets-'));
  cpSync(join(pages, 'assets'), assets, { recursive: true });
  new BucketDeployment(stack, 'Hashed', {
    sources: [Source.asset(assets)],
    destinationBucket: site,
    destinationKeyPrefix: 'assets',
    cacheControl: [CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
  });
  new BucketDeployment(stack, 'Pages', {
    sources: [
      Source.asset(pages, { exclude: ['assets/*'] }),
      Source.jsonData('config.json', { issuer: 'https://login.example', table: site.bucketName }),
    ],
    destinationBucket: site,
  });
}
