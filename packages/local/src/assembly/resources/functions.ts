import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { FunctionModel, QueueModel, StateMachineModel, StreamMappingModel } from '../model.ts';
import { functionNameOf } from '../physical-names.ts';
import { type ResolvedResource, type ResourceIndex, readProperties } from '../resource-index.ts';

export type AssetPaths = ReadonlyMap<string, string>;

const destinationSchema = z
  .looseObject({ OnFailure: z.looseObject({ Destination: z.string() }).optional() })
  .optional();

const functionSchema = z.looseObject({
  Code: z.looseObject({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
  Handler: z.string().default('index.handler'),
  Runtime: z.string().default(''),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Role: z.string().optional(),
  DeadLetterConfig: z.looseObject({ TargetArn: z.string().optional() }).optional(),
});

const invokeConfigSchema = z.looseObject({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().optional(),
  DestinationConfig: destinationSchema,
});

const mappingSchema = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.union([z.boolean(), z.string().transform((text) => text === 'true')]).default(true),
  BatchSize: z.coerce.number().default(100),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  TumblingWindowInSeconds: z.coerce.number().default(0),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  BisectBatchOnFunctionError: z.coerce.boolean().default(false),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z
    .looseObject({ Filters: z.array(z.looseObject({ Pattern: z.string() })).default([]) })
    .optional(),
  DestinationConfig: destinationSchema,
});

const stateMachineSchema = z.looseObject({
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.json()).optional(),
  DefinitionS3Location: z.looseObject({ Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
});

/** `arn:…:function:name`, `name:alias` or a bare name: the name. */
export function nameOfFunction(reference: string): string {
  return functionNameOf(reference) ?? reference.split(':')[0] ?? reference;
}

export function readFunctions(index: ResourceIndex, assets: AssetPaths): FunctionModel[] {
  const invokeConfigs = new Map(
    index.ofType('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const config = readProperties(resource, invokeConfigSchema);
      return [nameOfFunction(config.FunctionName), config];
    }),
  );
  return index.ofType('AWS::Lambda::Function').map((resource) => {
    const fn = readProperties(resource, functionSchema);
    const invokeConfig = invokeConfigs.get(resource.name);
    return {
      name: resource.name,
      arn: resource.arn,
      logicalId: resource.logicalId,
      stackName: resource.stackName,
      runtime: fn.Runtime,
      handler: fn.Handler,
      bundle: fn.Code.S3Key === undefined ? undefined : assetPath(resource, assets, fn.Code.S3Key),
      environment: fn.Environment?.Variables ?? {},
      timeoutSeconds: fn.Timeout,
      memoryMegabytes: fn.MemorySize,
      roleArn: fn.Role,
      // Two retries are Lambda's default for asynchronous invocations.
      asyncRetries: invokeConfig?.MaximumRetryAttempts ?? 2,
      onFailureArn: invokeConfig?.DestinationConfig?.OnFailure?.Destination ?? fn.DeadLetterConfig?.TargetArn,
    };
  });
}

export function assetPath(resource: ResolvedResource, assets: AssetPaths, key: string): string {
  const path = assets.get(key);
  if (!path)
    throw new Error(`${resource.stackName}/${resource.logicalId}: asset ${key} is not in the assembly.`);
  return path;
}

export function readQueues(index: ResourceIndex): QueueModel[] {
  return index.ofType('AWS::SQS::Queue').map(({ name, arn }) => ({ name, arn }));
}

export function readStreamMappings(index: ResourceIndex): StreamMappingModel[] {
  return index.ofType('AWS::Lambda::EventSourceMapping').map((resource) => {
    const mapping = readProperties(resource, mappingSchema);
    const tableName = /:table\/([^/]+)\/stream\//.exec(mapping.EventSourceArn)?.[1];
    if (!tableName) {
      throw new Error(
        `${resource.stackName}/${resource.logicalId}: only DynamoDB streams can feed a function on one machine.`,
      );
    }
    return {
      id: resource.name,
      tableName,
      streamArn: mapping.EventSourceArn,
      functionName: nameOfFunction(mapping.FunctionName),
      enabled: mapping.Enabled,
      batchSize: mapping.BatchSize,
      batchingWindowSeconds: mapping.MaximumBatchingWindowInSeconds,
      tumblingWindowSeconds: mapping.TumblingWindowInSeconds,
      startingPosition: mapping.StartingPosition,
      maximumRetryAttempts: mapping.MaximumRetryAttempts,
      bisectOnError: mapping.BisectBatchOnFunctionError,
      reportsItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      filters: mapping.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? [],
      onFailureArn: mapping.DestinationConfig?.OnFailure?.Destination,
    };
  });
}

export function readStateMachines(index: ResourceIndex, assets: AssetPaths): StateMachineModel[] {
  return index.ofType('AWS::StepFunctions::StateMachine').map((resource) => {
    const machine = readProperties(resource, stateMachineSchema);
    const key = machine.DefinitionS3Location?.Key;
    const text =
      machine.DefinitionString ??
      (machine.Definition && JSON.stringify(machine.Definition)) ??
      (key === undefined ? undefined : readFileSync(assetPath(resource, assets, key), 'utf8'));
    if (text === undefined) throw new Error(`${resource.stackName}/${resource.logicalId} has no definition.`);
    return {
      name: resource.name,
      arn: resource.arn,
      definition: substitute(text, machine.DefinitionSubstitutions),
      type: machine.StateMachineType,
    };
  });
}

/** `${Name}` in a definition file stands for a value only the deployment knows. */
function substitute(definition: string, substitutions: Readonly<Record<string, string>>): string {
  return definition.replaceAll(
    /\$\{([A-Za-z0-9_]+)\}/g,
    (whole, name: string) => substitutions[name] ?? whole,
  );
}
