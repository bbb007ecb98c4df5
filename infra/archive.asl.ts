import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IChainable, JitterType, JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/**
 * Building one evidence archive (K06). Input `{tenantId, archiveId, attempt}`; the function reads the export's scope from the
 * table and records the outcome there. A retry starts the archive over: an unfinished multipart upload is never
 * visible and the bucket's lifecycle removes it.
 */
export function archiveDefinition(scope: Construct, buildArchive: IFunction): IChainable {
  return new LambdaInvoke(scope, 'BuildArchive', {
    lambdaFunction: buildArchive,
    payload: TaskInput.fromObject({
      tenantId: JsonPath.stringAt('$.tenantId'),
      archiveId: JsonPath.stringAt('$.archiveId'),
      attempt: JsonPath.numberAt('$.attempt'),
    }),
    resultPath: JsonPath.DISCARD,
    retryOnServiceExceptions: false,
  }).addRetry({
    errors: ['States.TaskFailed'],
    interval: Duration.seconds(10),
    maxAttempts: 3,
    backoffRate: 3,
    jitterStrategy: JitterType.FULL,
  });
}
