import { z } from 'zod';
import type { ScheduleModel, ScheduleTarget } from '../model.ts';
import { type ResolvedResource, type ResourceIndex, readProperties } from '../resource-index.ts';

const targetSchema = z.looseObject({
  Arn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.looseObject({ Arn: z.string().optional() }).optional(),
});

const ruleSchema = z.looseObject({
  ScheduleExpression: z.string().optional(),
  EventPattern: z.record(z.string(), z.json()).optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(targetSchema).default([]),
});

const scheduleSchema = z.looseObject({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.string().default('ENABLED'),
  Target: targetSchema,
});

function readTarget(target: z.infer<typeof targetSchema>): ScheduleTarget {
  return { arn: target.Arn, input: target.Input, onFailureArn: target.DeadLetterConfig?.Arn };
}

function readRule(resource: ResolvedResource): ScheduleModel[] {
  const rule = readProperties(resource, ruleSchema);
  if (rule.EventPattern !== undefined) {
    throw new Error(
      `${resource.stackName}/${resource.logicalId}: rules on events of other services have no counterpart on one machine.`,
    );
  }
  if (rule.ScheduleExpression === undefined) return [];
  return [
    {
      name: resource.name,
      arn: resource.arn,
      origin: 'events',
      expression: rule.ScheduleExpression,
      timezone: 'UTC',
      enabled: rule.State === 'ENABLED',
      targets: rule.Targets.map(readTarget),
    },
  ];
}

function readSchedule(resource: ResolvedResource): ScheduleModel {
  const schedule = readProperties(resource, scheduleSchema);
  return {
    name: resource.name,
    arn: resource.arn,
    origin: 'scheduler',
    expression: schedule.ScheduleExpression,
    timezone: schedule.ScheduleExpressionTimezone,
    enabled: schedule.State === 'ENABLED',
    targets: [readTarget(schedule.Target)],
  };
}

export function readSchedules(index: ResourceIndex): ScheduleModel[] {
  return [
    ...index.ofType('AWS::Events::Rule').flatMap(readRule),
    ...index.ofType('AWS::Scheduler::Schedule').map(readSchedule),
  ];
}
