import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import {
  Schedule as DailySchedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ARCHIVE_HEAP } from '../constructs/function-heap.ts';
import { ProductFunction } from '../constructs/product-function.ts';
import { type RecordPattern, TableConsumer } from '../constructs/table-consumer.ts';
import type { TenantRole } from '../constructs/tenant-role.ts';
import type { AccessStack } from './access-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';
import type { WorkflowStack } from './workflow-stack.ts';

export interface EventsStackProps extends ProductStackProps {
  readonly data: DataStack;
  readonly access: AccessStack;
  readonly workflow: WorkflowStack;
}

/** A queue of undeliverable events and the function they were meant for. */
export interface DeadLetters {
  readonly of: string;
  readonly queue: Queue;
}

/** What happens after a command or an upload: consumers of the change stream, uploads and the clock. */
export class EventsStack extends Stack {
  readonly streamConsumers: readonly ProductFunction[];
  readonly functions: readonly ProductFunction[];
  readonly deadLetters: readonly DeadLetters[];
  /** Signs the state of all audit chains every hour. */
  readonly sealer: ProductFunction;
  /** Sees every audit event, also one that is changed or removed. */
  readonly relay: ProductFunction;
  /** Compares the vault with its records every night; its log tells of damages. */
  readonly vaultCheck: ProductFunction;
  readonly #props: EventsStackProps;

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    this.#props = props;
    const relay = this.#createRelay();
    const projections = this.#createProjections();
    const jobs = this.#createJobs();
    const packs = this.#createPacker();
    const verify = this.#createVerifier();
    const sweep = this.#createSweeper();
    const seal = this.#createSealer();
    const check = this.#createVaultCheck();
    const expiry = this.#createArchiveExpiry();
    const daily = this.#createDailyRun();
    const messages = this.#createMessenger();
    this.vaultCheck = check.fn;
    this.sealer = seal.fn;
    this.relay = relay.fn;
    this.streamConsumers = [relay.fn, projections.fn, jobs.fn, packs.fn, messages.fn];
    this.functions = [...this.streamConsumers, verify.fn, sweep.fn, seal.fn, check.fn, expiry.fn, daily.fn];
    this.deadLetters = [
      { of: 'Relay', queue: relay.queue },
      { of: 'Projections', queue: projections.queue },
      { of: 'RunJob', queue: jobs.queue },
      { of: 'PackFinding', queue: packs.queue },
      { of: 'VerifyUpload', queue: verify.queue },
      { of: 'Sweep', queue: sweep.queue },
      { of: 'Seal', queue: seal.queue },
      { of: 'CheckVault', queue: check.queue },
      { of: 'ExpireArchives', queue: expiry.queue },
      { of: 'DailyRun', queue: daily.queue },
      { of: 'SendMessage', queue: messages.queue },
    ];
  }

  /** Starts executions and completes task tokens from the outbox of a committed command. */
  #createRelay() {
    const { data, workflow } = this.#props;
    const fn = this.#createFunction('Relay', {
      entry: 'functions/relay/relay.lambda.ts',
      purpose: 'Delivers the outbox: starts executions, completes task tokens',
      environment: this.#machineArns(),
      timeout: Duration.minutes(1),
    });
    data.table.grantEveryTenant(fn);
    for (const machine of [workflow.closeout, workflow.provisioning, workflow.archive]) {
      machine.grantStart(fn);
    }
    workflow.closeout.grantTaskCompletion(fn);
    const consumer = new TableConsumer(this, 'RelayFeed', {
      table: data.table,
      consumer: fn,
      batchSize: 25,
      reportsFailures: true,
      // The audit event is the outbox record, and is written once. One that is changed or removed is reported.
      patterns: [
        { eventName: ['INSERT'], dynamodb: { NewImage: kindIs('audit') } },
        { eventName: ['MODIFY', 'REMOVE'], dynamodb: { OldImage: kindIs('audit') } },
      ],
    });
    return { fn, queue: consumer.deadLetters };
  }

  /** Keeps counters and roll-ups; the window gives each batch its shard id, which makes a repeat recognisable. */
  #createProjections() {
    const { data } = this.#props;
    const fn = this.#createFunction('Projections', {
      entry: 'functions/projections/projections.lambda.ts',
      purpose: 'Counters, roll-ups, inboxes and login directory from the change stream',
      timeout: Duration.minutes(1),
    });
    data.table.grantEveryTenant(fn);
    const consumer = new TableConsumer(this, 'ProjectionsFeed', {
      table: data.table,
      consumer: fn,
      // One update per tenant and batch: 100 events cost about one write unit.
      batchSize: 100,
      batchingWindow: Duration.seconds(1),
      tumblingWindow: Duration.seconds(30),
      reportsFailures: false,
      // Numbers and inboxes follow from the heads of findings and matters, before and after; the login directory from people,
      // what a search of the ledger looks through from bodies of findings. A mapping takes five patterns.
      patterns: [
        { dynamodb: { NewImage: kindIs('finding', 'matter', 'member', 'delegation', 'body') } },
        { dynamodb: { OldImage: kindIs('finding', 'matter') } },
        // Rounds for HQ's list: of a batch that is being published, only the end of it.
        { dynamodb: { NewImage: { ...kindIs('batch'), status: { S: ['published'] } } } },
        // Exports that wait for approval, and no longer do; progress of a build concerns no inbox.
        { dynamodb: { NewImage: { ...kindIs('archive'), ...AWAITS_APPROVAL } } },
        { dynamodb: { OldImage: { ...kindIs('archive'), ...AWAITS_APPROVAL } } },
      ],
    });
    return { fn, queue: consumer.deadLetters };
  }

  /** Works off imports, their undoing and publishing in chunks. */
  #createJobs() {
    const { data, access } = this.#props;
    const fn = this.#createFunction('RunJob', {
      opensSessionsOf: access.workers,
      entry: 'functions/jobs/run-job.lambda.ts',
      purpose: 'Reads and exports ledgers; commits, undoes and publishes batches in chunks',
      environment: { VAULT_BUCKET: data.vault.bucketName, ARCHIVE_BUCKET: data.archive.bucketName },
      // Ten records of at most 20 s each.
      timeout: Duration.minutes(5),
      // One whole core: reading a workbook is work for the processor.
      memorySize: 1769,
    });
    const consumer = new TableConsumer(this, 'JobFeed', {
      table: data.table,
      consumer: fn,
      batchSize: 10,
      reportsFailures: true,
      // A finished chunk rewrites the job's item, and that change starts the next chunk.
      patterns: [
        {
          eventName: ['INSERT', 'MODIFY'],
          dynamodb: { NewImage: kindIs('import', 'batch', 'hold', 'ledger_export', 'standards') },
        },
      ],
    });
    return { fn, queue: consumer.deadLetters };
  }

  /** Packs the files of findings that have closed, so that S3 can copy them into archives. */
  #createPacker() {
    const { data, access } = this.#props;
    const fn = this.#createFunction('PackFinding', {
      opensSessionsOf: access.workers,
      entry: 'functions/archive/pack-finding.lambda.ts',
      purpose: 'Packs the files of a closed finding for later archives',
      environment: { VAULT_BUCKET: data.vault.bucketName },
      // One finding: at most 300 files, the large ones read by S3 alone.
      timeout: Duration.minutes(5),
      // A core for hashing; a pack of some 20 MiB, held twice, needs no more than 256 MB beside this heap.
      memorySize: 1769,
      heap: ARCHIVE_HEAP,
    });
    const consumer = new TableConsumer(this, 'PackFeed', {
      table: data.table,
      consumer: fn,
      batchSize: 1,
      reportsFailures: true,
      patterns: [
        {
          eventName: ['INSERT'],
          dynamodb: { NewImage: { ...kindIs('audit'), type: { S: ['closeout.decided'] } } },
        },
      ],
    });
    return { fn, queue: consumer.deadLetters };
  }

  /** Verifies an upload (hash, size, real type) and moves it to the vault. */
  #createVerifier() {
    const { data, access } = this.#props;
    const queue = new DeadLetterQueue(this, 'VerifyUploadDeadLetters');
    const fn = this.#createFunction('VerifyUpload', {
      opensSessionsOf: access.workers,
      entry: 'functions/evidence/verify-upload.lambda.ts',
      purpose: 'Verifies an uploaded file and moves it to the vault',
      environment: { INTAKE_BUCKET: data.intake.bucketName, VAULT_BUCKET: data.vault.bucketName },
      // S3 copies 5 GiB in one to two minutes; a file in parts is copied three times: joined, hashed, moved.
      timeout: Duration.minutes(10),
    });
    fn.configureAsyncInvoke({
      onFailure: new SqsDestination(queue),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
    // Seen from this stack as an existing bucket, so that the data stack does not depend on this function.
    Bucket.fromBucketName(this, 'IntakeEvents', data.intake.bucketName).addEventNotification(
      EventType.OBJECT_CREATED,
      new LambdaDestination(fn),
      { prefix: 't/' },
    );
    return { fn, queue };
  }

  /** Runs by the clock: gate limits every hour, the reconciler every five minutes. */
  #createSweeper() {
    const { data, workflow } = this.#props;
    const queue = new DeadLetterQueue(this, 'SweepDeadLetters');
    const fn = this.#createFunction('Sweep', {
      entry: 'functions/schedule/sweep.lambda.ts',
      purpose: 'Reminders and escalation at gate limits; restarts lost executions',
      environment: this.#machineArns(),
      // Shorter than the reconciler's interval, so that two runs do not overlap.
      timeout: Duration.minutes(4),
    });
    data.table.grantEveryTenant(fn);
    for (const machine of [workflow.closeout, workflow.provisioning, workflow.archive]) {
      machine.grantStart(fn);
      machine.grantInspection(fn);
    }
    workflow.closeout.grantTaskCompletion(fn);
    this.#schedule('GateLimits', Schedule.rate(Duration.hours(1)), 'gate-limits', fn, queue);
    // Shanghai time 00:10 to 02:10: a later run finds what an earlier one left, and nothing else.
    this.#schedule('Reconcile', Schedule.rate(Duration.minutes(5)), 'reconcile', fn, queue);
    return { fn, queue };
  }

  /** Seals all audit chains every hour (G06). */
  #createSealer() {
    const { data, access, settings } = this.#props;
    const queue = new DeadLetterQueue(this, 'SealDeadLetters');
    const fn = this.#createFunction('Seal', {
      entry: 'functions/audit/seal.lambda.ts',
      purpose: 'Signs the state of all audit chains, tenant by tenant',
      opensSessionsOf: access.workers,
      environment: {
        VAULT_BUCKET: data.vault.bucketName,
        SEAL_KEY_ID: data.sealKey.keyArn,
        SEAL_LOCK_DAYS: String(settings.vaultLockDays),
        ...(settings.timeStamping && {
          TSA_URL: settings.timeStamping.url,
          TSA_CERTIFICATES: settings.timeStamping.certificates,
        }),
      },
      // 100 tenants at about a second each; an import of 100,000 findings takes some minutes once.
      timeout: Duration.minutes(10),
    });
    // Nobody else may sign.
    fn.executionRole.addToPolicy(
      new PolicyStatement({ actions: ['kms:GetPublicKey', 'kms:Sign'], resources: [data.sealKey.keyArn] }),
    );
    this.#schedule('SealHourly', Schedule.rate(Duration.hours(1)), 'seal', fn, queue);
    return { fn, queue };
  }

  /** Five runs a night, Shanghai time 01:10 to 05:10: each goes on where the one before ended. */
  #createVaultCheck() {
    const { data, access } = this.#props;
    const queue = new DeadLetterQueue(this, 'CheckVaultDeadLetters');
    const fn = this.#createFunction('CheckVault', {
      opensSessionsOf: access.workers,
      entry: 'functions/evidence/check-vault.lambda.ts',
      purpose: 'Checks every file of the vault against its record, renews locks and holds',
      environment: { VAULT_BUCKET: data.vault.bucketName },
      timeout: Duration.minutes(15),
    });
    this.#schedule('CheckVaults', Schedule.cron({ minute: '10', hour: '17-21' }), 'check', fn, queue);
    return { fn, queue };
  }

  /** Once a night, Shanghai time 00:40: archives whose last day is over leave S3 and say so in their unit's chain. */
  #createArchiveExpiry() {
    const { data, access } = this.#props;
    const queue = new DeadLetterQueue(this, 'ExpireArchivesDeadLetters');
    const fn = this.#createFunction('ExpireArchives', {
      opensSessionsOf: access.workers,
      entry: 'functions/archive/expire-archives.lambda.ts',
      purpose: 'Removes archives whose last day is over',
      environment: { ARCHIVE_BUCKET: data.archive.bucketName },
      // 100 tenants at about a second each, most with nothing to remove.
      timeout: Duration.minutes(10),
    });
    this.#schedule('ExpireArchivesNightly', Schedule.cron({ minute: '40', hour: '16' }), 'expire', fn, queue);
    return { fn, queue };
  }

  /**
   * The day's work, in the morning by Shanghai time: reminders, alerts, orders, duties, digests. Four runs an hour apart;
   * the later ones go on with what the first did not finish, and otherwise read one mark a tenant.
   */
  #createDailyRun() {
    const { access } = this.#props;
    const queue = new DeadLetterQueue(this, 'DailyRunDeadLetters');
    const fn = this.#createFunction('DailyRun', {
      opensSessionsOf: access.workers,
      entry: 'functions/schedule/daily/daily-run.lambda.ts',
      purpose: 'The day’s work of all tenants: reminders, alerts, orders, duties, digests',
      timeout: Duration.minutes(15),
    });
    // This one function and its queue; the role that CDK makes by itself reaches all versions of the function.
    const role = new Role(this, 'DailyRunSchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
    // HQ's mail waits for units that failed until the last of these hours (functions/schedule/daily/daily-run.ts).
    new DailySchedule(this, 'DailyRunMorning', {
      schedule: ScheduleExpression.cron({
        minute: '10',
        hour: '6-9',
        timeZone: TimeZone.ASIA_SHANGHAI,
      }),
      target: new LambdaInvoke(fn, {
        input: ScheduleTargetInput.fromObject({ task: 'daily' }),
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: queue,
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
    return { fn, queue };
  }

  /** Sends what the day's work has queued: mails and lines to group robots. */
  #createMessenger() {
    const { data, access, settings } = this.#props;
    const fn = this.#createFunction('SendMessage', {
      opensSessionsOf: access.workers,
      entry: 'functions/notify/send-message.lambda.ts',
      purpose: 'Sends queued mails and lines to group robots, each once',
      environment: settings.mailFrom ? { MAIL_FROM: settings.mailFrom } : {},
      // 25 messages of at most ten seconds each.
      timeout: Duration.minutes(5),
    });
    if (settings.mailFrom) {
      const domain = settings.mailFrom.split('@').at(-1) ?? '';
      const identity = this.formatArn({ service: 'ses', resource: 'identity', resourceName: domain });
      fn.executionRole.addToPolicy(
        new PolicyStatement({ actions: ['ses:SendEmail'], resources: [identity] }),
      );
    }
    const consumer = new TableConsumer(this, 'MessageFeed', {
      table: data.table,
      consumer: fn,
      batchSize: 25,
      reportsFailures: true,
      patterns: [{ eventName: ['INSERT'], dynamodb: { NewImage: kindIs('message') } }],
    });
    return { fn, queue: consumer.deadLetters };
  }

  #schedule(id: string, schedule: Schedule, task: string, fn: ProductFunction, queue: Queue): void {
    const rule = new Rule(this, id, { schedule });
    rule.addTarget(
      new LambdaFunction(fn, {
        event: RuleTargetInput.fromObject({ task }),
        deadLetterQueue: queue,
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    );
  }

  #machineArns(): Record<string, string> {
    const { workflow } = this.#props;
    return {
      CLOSEOUT_STATE_MACHINE_ARN: workflow.closeout.stateMachineArn,
      PROVISIONING_STATE_MACHINE_ARN: workflow.provisioning.stateMachineArn,
      ARCHIVE_STATE_MACHINE_ARN: workflow.archive.stateMachineArn,
    };
  }

  #createFunction(
    id: string,
    props: {
      readonly entry: string;
      readonly purpose: string;
      readonly environment?: Readonly<Record<string, string>>;
      readonly timeout: Duration;
      readonly memorySize?: number;
      readonly heap?: number;
      readonly opensSessionsOf?: TenantRole;
    },
  ): ProductFunction {
    const { data, settings } = this.#props;
    return new ProductFunction(this, id, {
      ...props,
      environment: {
        TABLE_NAME: data.table.tableName,
        HQ_TENANT: settings.hqTenant,
        ...props.environment,
      },
      logRetention: settings.logRetention,
    });
  }
}

/** Matches a stream image by the item's `kind`. */
/** Status of an export that waits for approval. */
const AWAITS_APPROVAL: RecordPattern = { status: { S: ['requested'] } };

function kindIs(...kinds: string[]): RecordPattern {
  return { kind: { S: kinds } };
}
