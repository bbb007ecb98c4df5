import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { ProductFunction } from '../constructs/product-function.ts';
import type { ProductStateMachine } from '../constructs/product-state-machine.ts';
import { RunbookAlarm, type RunbookAlarmProps } from '../constructs/runbook-alarm.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';
import type { WorkflowStack } from './workflow-stack.ts';

export interface ObservabilityStackProps extends ProductStackProps {
  readonly data: DataStack;
  readonly workflow: WorkflowStack;
  readonly events: EventsStack;
  readonly api: ApiStack;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Alarms, each with a runbook entry, and one dashboard. */
export class ObservabilityStack extends Stack {
  readonly #notify: SnsAction;
  readonly #machines: ReadonlyMap<string, ProductStateMachine>;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { workflow, events, api } = props;
    this.#notify = this.#createNotification(props);
    this.#machines = new Map([
      ['Closeout', workflow.closeout],
      ['Provisioning', workflow.provisioning],
      ['ArchiveExport', workflow.archive],
    ]);

    for (const fn of [...api.functions, ...workflow.functions, ...events.functions]) this.#watchFunction(fn);
    this.#watchEvents(events);
    this.#watchDenials(api);
    this.#watchLimiter(api);
    this.#watchSeals(events);
    this.#watchVault(events);
    for (const [name, machine] of this.#machines) this.#watchMachine(name, machine);
    this.#alarm('Api5xx', {
      meaning:
        'The API answered at least five requests with a server error within five minutes, twice in a row.',
      entry: 'api-5xx',
      metric: api.rest.api.metricServerError({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: 5,
      periods: 2,
    });
    this.#createDashboard(props);
  }

  #watchFunction(fn: ProductFunction): void {
    const name = fn.node.id;
    this.#alarm(`${name}Errors`, {
      meaning: `${name} failed at least three times within five minutes.`,
      entry: 'function-errors',
      metric: fn.metricErrors({ period: FIVE_MINUTES }),
      threshold: 3,
      periods: 1,
    });
    this.#alarm(`${name}Throttles`, {
      meaning: `${name} was refused for lack of concurrency for ten minutes.`,
      entry: 'function-throttles',
      metric: fn.metricThrottles({ period: FIVE_MINUTES }),
      threshold: 1,
      periods: 2,
    });
  }

  #watchEvents({ deadLetters, streamConsumers }: EventsStack): void {
    for (const { of, queue } of deadLetters) {
      this.#alarm(`${of}DeadLetters`, {
        meaning: `Events that ${of} could not handle wait for a person.`,
        entry: 'dead-letters',
        metric: queue.metricApproximateNumberOfMessagesVisible({
          period: FIVE_MINUTES,
          statistic: Stats.MAXIMUM,
        }),
        threshold: 1,
        periods: 1,
      });
    }
    for (const consumer of streamConsumers) {
      this.#alarm(`${consumer.node.id}Lag`, {
        meaning: `${consumer.node.id} is more than ten minutes behind the table.`,
        entry: 'stream-lag',
        metric: consumer.metric('IteratorAge', { period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
        // Milliseconds. Records are lost after 24 hours, so ten minutes leave a whole day to act.
        threshold: 10 * 60 * 1000,
        periods: 2,
      });
    }
  }

  /** Two alarms stand for the audit chains: they are not sealed, or something does not fit what was sealed. */
  #watchVault({ vaultCheck }: EventsStack): void {
    const damaged = new MetricFilter(this, 'VaultDamagedFilter', {
      logGroup: vaultCheck.logGroup,
      filterPattern: FilterPattern.literal('"vault_damaged"'),
      metricNamespace: 'xuncha',
      metricName: 'VaultDamaged',
    });
    this.#alarm('VaultDamaged', {
      meaning: 'The nightly check found a file of the vault missing or damaged.',
      entry: 'vault-damaged',
      metric: damaged.metric({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: 1,
      periods: 1,
    });
  }

  #watchSeals({ sealer, relay }: EventsStack): void {
    const hour = Duration.hours(1);
    this.#alarm('SealMissing', {
      meaning: 'No run of the sealer has ended well for two hours.',
      entry: 'seal-missing',
      metric: new MathExpression({
        expression: 'FILL(runs, 0) - FILL(errors, 0)',
        usingMetrics: {
          runs: sealer.metricInvocations({ period: hour }),
          errors: sealer.metricErrors({ period: hour }),
        },
        period: hour,
        label: 'Runs that ended well',
      }),
      threshold: 0,
      periods: 2,
      below: true,
    });
    for (const [id, fn, code] of [
      ['SealConflicts', sealer, 'seal_conflict'],
      ['TouchedEvents', relay, 'audit_event_touched'],
    ] as const) {
      const filter = new MetricFilter(this, `${id}Filter`, {
        logGroup: fn.logGroup,
        filterPattern: FilterPattern.literal(`"${code}"`),
        metricNamespace: 'xuncha',
        metricName: id,
      });
      this.#alarm(id, {
        meaning: 'An audit chain no longer fits what was sealed or written.',
        entry: 'audit-tampering',
        metric: filter.metric({ period: FIVE_MINUTES, statistic: Stats.SUM }),
        threshold: 1,
        periods: 1,
      });
    }
    const refused = new MetricFilter(this, 'StampFailuresFilter', {
      logGroup: sealer.logGroup,
      filterPattern: FilterPattern.literal('"seal_stamp_failed"'),
      metricNamespace: 'xuncha',
      metricName: 'StampFailures',
    });
    this.#alarm('StampFailures', {
      meaning: 'The time-stamping authority has confirmed no seal for six hours.',
      entry: 'seal-stamp-failed',
      metric: refused.metric({ period: hour, statistic: Stats.SUM }),
      threshold: 1,
      periods: 6,
    });
  }

  /** A session reached for data that is not its tenant's: a mistake in a function, or somebody tries. */
  #watchDenials({ functions }: ApiStack): void {
    for (const fn of functions) {
      const id = `${fn.node.id}Denials`;
      const filter = new MetricFilter(this, `${id}Filter`, {
        logGroup: fn.logGroup,
        filterPattern: FilterPattern.literal('"access_denied"'),
        metricNamespace: 'xuncha',
        metricName: id,
      });
      this.#alarm(id, {
        meaning: `${fn.node.id} was refused data that the session of a request does not reach.`,
        entry: 'access-denied',
        metric: filter.metric({ period: FIVE_MINUTES, statistic: Stats.SUM }),
        threshold: 1,
        periods: 1,
      });
    }
  }

  /** Requests are admitted uncounted while the limiter is down: nobody notices, so somebody must be told. */
  #watchLimiter({ authorizer }: ApiStack): void {
    const filter = new MetricFilter(this, 'RateLimiterFilter', {
      logGroup: authorizer.logGroup,
      filterPattern: FilterPattern.literal('"rate_limiter_down"'),
      metricNamespace: 'xuncha',
      metricName: 'RateLimiterDown',
    });
    this.#alarm('RateLimiterDown', {
      meaning: 'Requests of tenants have not been counted for ten minutes.',
      entry: 'rate-limiter-down',
      metric: filter.metric({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      // Each instance asks once a second: single slow answers stay below.
      threshold: 30,
      periods: 2,
    });
  }

  #watchMachine(name: string, machine: ProductStateMachine): void {
    const watched = {
      Failed: { metric: machine.metricFailed({ period: FIVE_MINUTES }), what: 'failed' },
      TimedOut: { metric: machine.metricTimedOut({ period: FIVE_MINUTES }), what: 'timed out' },
    };
    for (const [suffix, { metric, what }] of Object.entries(watched)) {
      this.#alarm(`${name}${suffix}`, {
        meaning: `An execution of ${name} ${what}.`,
        entry: 'workflow-failed',
        metric,
        threshold: 1,
        periods: 1,
      });
    }
  }

  #createNotification({ settings }: ObservabilityStackProps): SnsAction {
    const key = new Key(this, 'NotificationKey', {
      description: 'Encrypts alarm notifications',
      enableKeyRotation: true,
      // Nothing is stored under it: notifications pass through.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    const topic = new Topic(this, 'Alarms', { masterKey: key, enforceSSL: true });
    topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    return new SnsAction(topic);
  }

  #createDashboard({ settings, data, events, api }: ObservabilityStackProps): void {
    const rest = api.rest.api;
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `xuncha-${settings.stage}`,
      defaultInterval: Duration.hours(12),
    });
    dashboard.addWidgets(
      new TextWidget({
        markdown: `# xuncha ${settings.stage}\nAlarms: docs/runbook.md`,
        width: 24,
        height: 2,
      }),
    );
    dashboard.addWidgets(
      graph('API requests and errors', [
        rest.metricCount(),
        rest.metricClientError(),
        rest.metricServerError(),
      ]),
      graph('API latency, ms', [
        rest.metricLatency({ statistic: Stats.p(50) }),
        rest.metricLatency({ statistic: Stats.p(95) }),
        rest.metricLatency({ statistic: Stats.p(99) }),
      ]),
      graph(
        'Function duration p95, ms',
        api.functions.map((fn) => fn.metricDuration({ statistic: Stats.p(95) })),
      ),
    );
    dashboard.addWidgets(
      graph(
        'Behind the table, ms',
        events.streamConsumers.map((fn) => fn.metric('IteratorAge', { statistic: Stats.MAXIMUM })),
      ),
      graph(
        'Waiting for a person',
        events.deadLetters.map(({ queue }) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
        ),
      ),
      graph(
        'Executions',
        [...this.#machines.values()].flatMap((machine) => [
          machine.metricStarted(),
          machine.metricSucceeded(),
          machine.metricFailed(),
        ]),
      ),
    );
    dashboard.addWidgets(
      graph('Table units', [
        data.table.table.metricConsumedReadCapacityUnits(),
        data.table.table.metricConsumedWriteCapacityUnits(),
      ]),
      graph('Table refusals', [
        data.table.table.metricUserErrors(),
        data.table.table.metricConditionalCheckFailedRequests(),
      ]),
    );
  }

  #alarm(id: string, props: Omit<RunbookAlarmProps, 'notify'>): void {
    new RunbookAlarm(this, id, { ...props, notify: this.#notify });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
