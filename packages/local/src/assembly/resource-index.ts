import type { z } from 'zod';
import type { JsonObject } from '../json.ts';
import type { StackScope } from './intrinsics.ts';
import { physicalName, refOf, resourceArn } from './physical-names.ts';

/** One resource of the assembly with its properties resolved. */
export interface ResolvedResource {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly name: string;
  readonly arn: string;
  /** What `Ref` gives; other resources hold this as their pointer to it. */
  readonly ref: string;
  readonly properties: JsonObject;
}

/** Resources of all stacks, found by type. */
export class ResourceIndex {
  readonly #resources: ResolvedResource[] = [];

  add(scope: StackScope, logicalId: string): void {
    const identity = scope.identity(logicalId);
    this.#resources.push({
      type: identity.type,
      logicalId,
      stackName: identity.stackName,
      name: physicalName(identity),
      arn: resourceArn(identity),
      ref: refOf(identity),
      properties: scope.properties(logicalId),
    });
  }

  ofType(...types: string[]): ResolvedResource[] {
    return this.#resources.filter((resource) => types.includes(resource.type));
  }
}

/** Reads the part of a resource's properties the machine understands; a wrong shape names the resource. */
export function readProperties<T>(resource: ResolvedResource, schema: z.ZodType<T>): T {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(
    `${resource.stackName}/${resource.logicalId} (${resource.type}): ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}
