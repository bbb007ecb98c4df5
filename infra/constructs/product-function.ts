import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BUNDLE_HANDLER, functionCode } from './function-bundle.ts';
import { heapOptions } from './function-heap.ts';
import type { TenantRole } from './tenant-role.ts';

export interface ProductFunctionProps {
  /** Path of the `*.lambda.ts` file from the project's root. */
  readonly entry: string;
  /** What the function does, shown in the console. */
  readonly purpose: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  /** MB; CPU grows with it, 1,769 MB is one core. */
  readonly memorySize?: number;
  /** MB of heap for what lives; bounds what the function takes where its memory is chosen for the core that comes with it. */
  readonly heap?: number;
  readonly timeout?: Duration;
  /** Role under which the function opens sessions for one tenant at a time. */
  readonly opensSessionsOf?: TenantRole;
}

/**
 * A function of the product: Node 24 on arm64, one bundled ES module, JSON logs in a log group that expires, and a
 * role that starts with nothing but writing to that log group.
 */
export class ProductFunction extends LambdaFunction {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: ProductFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { opensSessionsOf } = props;
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...(opensSessionsOf && { path: opensSessionsOf.callerPath }),
    });
    logGroup.grantWrite(role);
    if (opensSessionsOf) {
      role.addToPolicy(
        new PolicyStatement({
          actions: ['sts:AssumeRole', 'sts:TagSession'],
          resources: [opensSessionsOf.roleArn],
        }),
      );
    }
    super(scope, id, {
      description: props.purpose,
      code: functionCode(props.entry),
      handler: BUNDLE_HANDLER,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 1024,
      timeout: props.timeout ?? Duration.seconds(15),
      environment: {
        ...props.environment,
        ...(opensSessionsOf && { TENANT_ROLE_ARN: opensSessionsOf.roleArn }),
        ...(props.heap && { NODE_OPTIONS: heapOptions(props.heap).join(' ') }),
      },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
    });
    this.executionRole = role;
  }
}
