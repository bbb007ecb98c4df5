import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JitterType,
  JsonPath,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/**
 * One evidence archive (K06) in bounded steps: each run of the function is under a minute and goes on from what the one
 * before recorded, so no size is too large. Input `{tenantId, archiveId, attempt}`; scope, position and outcome stand in
 * the table. A run says which state comes next. A round takes seven events: the 25,000 of an execution last for a day.
 */
export function archiveDefinition(scope: Construct, advanceArchive: IFunction): IChainable {
  const step = (id: string, name: string) =>
    new LambdaInvoke(scope, id, {
      lambdaFunction: advanceArchive,
      payload: TaskInput.fromObject({
        tenantId: JsonPath.stringAt('$.tenantId'),
        archiveId: JsonPath.stringAt('$.archiveId'),
        attempt: JsonPath.numberAt('$.attempt'),
        step: name,
      }),
      resultSelector: { 'next.$': '$.Payload.next' },
      resultPath: '$.answer',
      retryOnServiceExceptions: false,
    }).addRetry({
      errors: ['States.TaskFailed'],
      interval: Duration.seconds(10),
      maxAttempts: 3,
      backoffRate: 3,
      jitterStrategy: JitterType.FULL,
    });
  const gather = step('Gather', 'gather');
  const seal = step('Seal', 'seal');
  const compose = step('Compose', 'compose');
  const next = new Choice(scope, 'WhatNext')
    .when(Condition.stringEquals('$.answer.next', 'gather'), gather)
    .when(Condition.stringEquals('$.answer.next', 'seal'), seal)
    .when(Condition.stringEquals('$.answer.next', 'compose'), compose)
    .when(Condition.stringEquals('$.answer.next', 'end'), new Succeed(scope, 'Ended'))
    .otherwise(new Fail(scope, 'UnknownStep', { error: 'UnknownStep' }));
  seal.next(next);
  compose.next(next);
  return gather.next(next);
}
