import { ArnFormat, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ProductFunction } from './product-function.ts';

export interface ProductStateMachineProps {
  readonly comment: string;
  /** Builds the states in a scope of their own, so that state names do not collide with construct ids. */
  readonly definition: (states: Construct) => IChainable;
  /** The task functions of the definition; the machine may invoke these and nothing else. */
  readonly tasks: readonly IFunction[];
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
}

/** Vended log delivery has no resource to name: the service reference gives `*` for each of these. */
const LOG_DELIVERY_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

const COMPLETION_ACTIONS = ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'];

/** X-Ray has no resource to name either. */
const TRACE_ACTIONS = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/**
 * A standard state machine whose history is logged without execution data (a task token is a bearer credential)
 * and whose role invokes exactly its task functions.
 */
export class ProductStateMachine extends StateMachine {
  constructor(scope: Construct, id: string, props: ProductStateMachineProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: props.tasks.map((task) => task.functionArn),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: [...LOG_DELIVERY_ACTIONS, ...TRACE_ACTIONS], resources: ['*'] }),
    );
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      comment: props.comment,
      definitionBody: DefinitionBody.fromChainable(props.definition(new Construct(scope, `${id}States`))),
      stateMachineType: StateMachineType.STANDARD,
      timeout: props.timeout,
      // CDK would grant `<function>:*`, every version and alias; the role above names the functions themselves.
      role: role.withoutPolicyUpdates(),
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
    });
    this.node.addDependency(role);
  }

  /** Start an execution. */
  grantStart(grantee: IGrantable): void {
    this.#grant(grantee, ['states:StartExecution'], this.stateMachineArn);
  }

  /** Complete or fail a waiting task by its token. */
  grantTaskCompletion(grantee: IGrantable): void {
    this.#grant(grantee, COMPLETION_ACTIONS, this.stateMachineArn);
  }

  /**
   * Lets a task function of this machine complete tokens too. The right stands in a policy of its own: in the role's
   * default policy it would close a circle, since machine → function → default policy.
   */
  grantTaskCompletionToTask(task: ProductFunction): void {
    new Policy(this, `${task.node.id}Completion`, {
      roles: [task.executionRole],
      statements: [new PolicyStatement({ actions: COMPLETION_ACTIONS, resources: [this.stateMachineArn] })],
    });
  }

  /** See which executions run and how one ended. */
  grantInspection(grantee: IGrantable): void {
    this.#grant(grantee, ['states:ListExecutions'], this.stateMachineArn);
    this.#grant(grantee, ['states:DescribeExecution'], this.executionArns());
  }

  /** Executions are named by case and attempt, so their ARNs are known only at run time. */
  executionArns(): string {
    return this.stack.formatArn({
      service: 'states',
      resource: 'execution',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${this.stateMachineName}:*`,
    });
  }

  #grant(grantee: IGrantable, actions: string[], resource: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
