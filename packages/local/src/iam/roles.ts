import { z } from 'zod';
import { type ResourceIndex, readProperties } from '../assembly/resource-index.ts';
import type { Json } from '../json.ts';
import { readPolicy, readTrust, type Statement, UnknownPolicyElement } from './policy.ts';

/** A role of the assembly with everything that says what it may do and who may take it. */
export interface RoleModel {
  readonly arn: string;
  readonly logicalId: string;
  /** The policies as they stand in the templates, references resolved. */
  readonly documents: { readonly identity: readonly Json[]; readonly trust: Json };
  readonly statements: readonly Statement[];
  readonly trust: readonly Statement[];
}

const roleSchema = z.looseObject({
  AssumeRolePolicyDocument: z.json(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: z.json() })).default([]),
  PermissionsBoundary: z.undefined().optional(),
});

const policySchema = z.looseObject({ PolicyDocument: z.json(), Roles: z.array(z.string()).default([]) });

/** Policies of the provider that only let logs be written, which on this machine needs no right. */
const LOGS_ONLY =
  /:iam::aws:policy\/service-role\/(AWSLambdaBasicExecutionRole|AmazonAPIGatewayPushToCloudWatchLogs)$/;

/** Reads the roles of an assembly; a policy that can't be enforced stops it. */
export function readRoles(index: ResourceIndex): RoleModel[] {
  const [managed] = index.ofType('AWS::IAM::ManagedPolicy');
  if (managed) throw new UnknownPolicyElement(managed.logicalId, 'managed policies are not read');
  const attached = index.ofType('AWS::IAM::Policy').map((resource) => readProperties(resource, policySchema));
  return index.ofType('AWS::IAM::Role').map((resource) => {
    const role = readProperties(resource, roleSchema);
    const { arn, logicalId } = resource;
    const foreign = role.ManagedPolicyArns.find((managed) => !LOGS_ONLY.test(managed));
    if (foreign !== undefined) throw new UnknownPolicyElement(logicalId, `managed policy ${foreign}`);
    const trust = role.AssumeRolePolicyDocument;
    const identity = [...role.Policies, ...attached.filter(({ Roles }) => Roles.includes(resource.ref))].map(
      ({ PolicyDocument }) => PolicyDocument,
    );
    return {
      arn,
      logicalId,
      documents: { identity, trust },
      statements: identity.flatMap((document) => readPolicy(document, logicalId)),
      trust: readTrust(trust, logicalId),
    };
  });
}
