import { readRoles } from '../iam/roles.ts';
import type { Json } from '../json.ts';
import { StackScope } from './intrinsics.ts';
import { type AssemblyFiles, readAssemblyFiles } from './manifest.ts';
import type { AssemblyModel } from './model.ts';
import { type Environment, environmentOf } from './physical-names.ts';
import { ResourceIndex } from './resource-index.ts';
import { isKnownResourceType } from './resource-types.ts';
import { readBuckets } from './resources/buckets.ts';
import { readFunctions, readQueues, readStateMachines, readStreamMappings } from './resources/functions.ts';
import { readRestApis } from './resources/rest-api.ts';
import { readSchedules } from './resources/schedules.ts';
import { readSigningKeys } from './resources/signing-keys.ts';
import { readTables } from './resources/tables.ts';
import { readWebsite } from './resources/website.ts';

export interface ReadAssemblyOptions {
  /** Used where a stack is not bound to an environment. */
  readonly region: string;
  readonly accountId: string;
  /** Values for template parameters, before the stack's own and the declared defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Reads a synthesised cloud assembly into what the local machine runs. Throws on a resource it doesn't know. */
export function readAssembly(directory: string, options: ReadAssemblyOptions): AssemblyModel {
  const files = readAssemblyFiles(directory);
  const scopes = openScopes(files, options);
  const index = indexResources(scopes);
  return {
    environment: sharedEnvironment(scopes, options),
    tables: readTables(index),
    buckets: readBuckets(index),
    functions: readFunctions(index, files.assets),
    queues: readQueues(index),
    signingKeys: readSigningKeys(index),
    streamMappings: readStreamMappings(index),
    apis: readRestApis(index),
    schedules: readSchedules(index),
    stateMachines: readStateMachines(index, files.assets),
    website: readWebsite(index, files.assets),
    roles: readRoles(index),
  };
}

/** What decides access in an assembly: roles, and the resources they are about. Of any stage, also one that can't run here. */
export function readAccess(
  directory: string,
  options: ReadAssemblyOptions,
): Pick<AssemblyModel, 'environment' | 'tables' | 'buckets' | 'roles'> {
  const scopes = openScopes(readAssemblyFiles(directory), options);
  const index = new ResourceIndex();
  for (const scope of scopes) {
    for (const [logicalId, { Type }] of scope.resources()) {
      if (DECIDE_ACCESS.has(Type)) index.add(scope, logicalId);
    }
  }
  return {
    environment: sharedEnvironment(scopes, options),
    tables: readTables(index),
    buckets: readBuckets(index),
    roles: readRoles(index),
  };
}

const DECIDE_ACCESS = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
]);

/** One machine is one place: stacks of several regions would need several engines of each kind. */
function sharedEnvironment(scopes: readonly StackScope[], options: ReadAssemblyOptions): Environment {
  const [first, ...others] = scopes.map(({ environment }) => environment);
  const stranger = others.find(
    (other) => other.region !== first?.region || other.accountId !== first.accountId,
  );
  if (stranger) {
    throw new Error(
      `The stacks lie in ${first?.region} and ${stranger.region}; one machine runs one region.`,
    );
  }
  return first ?? environmentOf(options.region, options.accountId);
}

/** One scope per stack; they share the table of exports, which is worked out when first asked for. */
function openScopes(files: AssemblyFiles, options: ReadAssemblyOptions): StackScope[] {
  let exported: Map<string, () => Json> | undefined;
  const exports = {
    find(name: string): Json | undefined {
      exported ??= new Map(scopes.flatMap(exportedValues));
      return exported.get(name)?.();
    },
  };
  const scopes: StackScope[] = files.stacks.map(
    (stack) =>
      new StackScope(
        stack,
        environmentOf(stack.region ?? options.region, stack.account ?? options.accountId),
        exports,
        options.parameters ?? {},
      ),
  );
  return scopes;
}

function exportedValues(scope: StackScope): [name: string, value: () => Json][] {
  return Object.values(scope.stack.template.Outputs).flatMap(({ Export, Value }) =>
    Export ? [[String(scope.resolve(Export.Name as Json)), () => scope.resolve(Value as Json)]] : [],
  );
}

function indexResources(scopes: readonly StackScope[]): ResourceIndex {
  const index = new ResourceIndex();
  const unknown: string[] = [];
  for (const scope of scopes) {
    for (const [logicalId, { Type }] of scope.resources()) {
      if (isKnownResourceType(Type)) index.add(scope, logicalId);
      else unknown.push(`${scope.stack.stackName}/${logicalId} (${Type})`);
    }
  }
  if (unknown.length > 0) {
    throw new Error(
      `These resources have no counterpart on one machine; teach packages/local/src/assembly/resource-types.ts about them: ${unknown.join(', ')}`,
    );
  }
  return index;
}
