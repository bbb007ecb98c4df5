import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Headings of docs/runbook.md that alarms point to. */
export type RunbookEntry =
  | 'access-denied'
  | 'api-5xx'
  | 'audit-tampering'
  | 'dead-letters'
  | 'function-errors'
  | 'function-throttles'
  | 'rate-limiter-down'
  | 'seal-missing'
  | 'vault-damaged'
  | 'seal-stamp-failed'
  | 'stream-lag'
  | 'workflow-failed';

export interface RunbookAlarmProps {
  /** What it means, in one sentence. */
  readonly meaning: string;
  readonly entry: RunbookEntry;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row that must be over the threshold. */
  readonly periods: number;
  /** Too little is the trouble, and nothing at all is too little. */
  readonly below?: boolean;
  readonly notify: IAlarmAction;
}

/** An alarm that tells whoever it wakes where the instructions are. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      alarmDescription: `${props.meaning} See docs/runbook.md#${props.entry}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods,
      comparisonOperator: props.below
        ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Most of these metrics exist only when something happens.
      treatMissingData: props.below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    this.addAlarmAction(props.notify);
    this.addOkAction(props.notify);
  }
}
