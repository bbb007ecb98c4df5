import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Chain, type IChainable, JitterType, JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** Steps that make a subsidiary ready (A01), in order. Each is idempotent and reads what it needs from the table. */
export const PROVISIONING_STEPS = [
  { step: 'reserve', state: 'Reserve' },
  { step: 'organisation', state: 'SeedOrganisation' },
  { step: 'administrator', state: 'SeedAdministrator' },
  { step: 'activate', state: 'Activate' },
] as const;

/**
 * Provisioning of one subsidiary (A01). Input `{tenantId}`. A failed execution leaves the tenant in `provisioning`;
 * starting it again repeats all steps safely.
 */
export function provisioningDefinition(scope: Construct, provision: IFunction): IChainable {
  const steps = PROVISIONING_STEPS.map(({ step, state }) =>
    new LambdaInvoke(scope, state, {
      lambdaFunction: provision,
      payload: TaskInput.fromObject({ step, tenantId: JsonPath.stringAt('$.tenantId') }),
      resultPath: JsonPath.DISCARD,
      retryOnServiceExceptions: false,
    }).addRetry({
      errors: ['States.TaskFailed'],
      interval: Duration.seconds(2),
      maxAttempts: 6,
      backoffRate: 2,
      maxDelay: Duration.seconds(60),
      jitterStrategy: JitterType.FULL,
    }),
  );
  const [first, ...rest] = steps;
  if (first === undefined) throw new Error('Provisioning has no steps');
  return rest.reduce((chain, step) => chain.next(step), Chain.start(first));
}
