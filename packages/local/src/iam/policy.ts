import { z } from 'zod';
import type { Json } from '../json.ts';
import { hasVariable } from './patterns.ts';

/** Operators the evaluator can decide, without their set prefix and `IfExists`. */
export const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'ArnLike', 'Null'] as const;
export type Operator = (typeof OPERATORS)[number];
export type SetQualifier = 'ForAllValues' | 'ForAnyValue';

/** Context keys the engines of this machine fill in. A policy that asks for another one could never be met. */
const CONTEXT_KEYS =
  /^(aws:(principaltag|requesttag)\/[\w:./=+@-]+|aws:tagkeys|aws:principalarn|dynamodb:leadingkeys|s3:prefix|kms:viaservice|kms:encryptioncontext:(aws:s3:arn|aws:dynamodb:tablename))$/;

export interface Condition {
  readonly operator: Operator;
  readonly qualifier: SetQualifier | undefined;
  readonly ifExists: boolean;
  /** Lower case: IAM compares the names of keys without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** None in a trust policy. */
  readonly resources: readonly string[];
  /** ARNs a trust policy speaks to; undefined in a policy of a role. */
  readonly principals: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
}

const listOf = (schema: z.ZodString) =>
  z.union([schema.transform((one) => [one]), z.array(schema).min(1).readonly()]);
const texts = listOf(z.string());
const conditionValues = z.union([
  z.union([z.string(), z.boolean()]).transform((one) => [String(one)]),
  z.array(z.string()).min(1),
]);
const conditionBlock = z.record(z.string(), z.record(z.string(), conditionValues)).default({});
const effect = z.enum(['Allow', 'Deny']);

/** Strict: NotAction, NotResource, NotPrincipal and whatever else we don't decide stops the start. */
const identityStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: effect,
  Action: texts,
  Resource: texts,
  Condition: conditionBlock,
});

const trustStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: effect,
  Action: texts,
  Principal: z.strictObject({ AWS: texts.default([]), Service: texts.default([]) }),
  Condition: conditionBlock,
});

const documentOf = <Shape extends z.ZodType>(statement: Shape) =>
  z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });

/** Thrown for a policy with an element the evaluator doesn't know: better no start than a wrong decision. */
export class UnknownPolicyElement extends Error {
  constructor(owner: string, detail: string) {
    super(`The policy of ${owner} can't be enforced on one machine: ${detail}.`);
    this.name = 'UnknownPolicyElement';
  }
}

/** Reads an identity policy. */
export function readPolicy(document: Json, owner: string): Statement[] {
  const { Statement } = parse(documentOf(identityStatement), document, owner);
  // A Deny whose variable has no value would fall away, and open what it closes.
  if (
    Statement.some(
      ({ Effect, Condition, Resource }) =>
        Effect === 'Deny' && hasVariable(JSON.stringify([Condition, Resource])),
    )
  ) {
    throw new UnknownPolicyElement(owner, 'a variable in a Deny');
  }
  return Statement.map((statement) => ({
    sid: statement.Sid,
    effect: statement.Effect,
    actions: statement.Action,
    resources: statement.Resource,
    principals: undefined,
    conditions: readConditions(statement.Condition, owner),
  }));
}

/** Reads the policy that says who may take a role. */
export function readTrust(document: Json, owner: string): Statement[] {
  return parse(documentOf(trustStatement), document, owner).Statement.map((statement) => ({
    sid: statement.Sid,
    effect: statement.Effect,
    actions: statement.Action,
    resources: [],
    principals: statement.Principal.AWS,
    // Services take their roles by themselves; nobody on this machine asks for them.
    conditions: statement.Principal.AWS.length > 0 ? readConditions(statement.Condition, owner) : [],
  }));
}

function parse<Output>(schema: z.ZodType<Output>, document: Json, owner: string): Output {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UnknownPolicyElement(owner, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

function readConditions(block: z.infer<typeof conditionBlock>, owner: string): Condition[] {
  return Object.entries(block).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => readCondition(name, key, values, owner)),
  );
}

function readCondition(name: string, key: string, values: readonly string[], owner: string): Condition {
  const [, qualifier, operatorName = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS.find((known) => known === operatorName);
  if (!operator) throw new UnknownPolicyElement(owner, `operator ${name}`);
  const lowerKey = key.toLowerCase();
  if (!CONTEXT_KEYS.test(lowerKey)) throw new UnknownPolicyElement(owner, `condition key ${key}`);
  // IAM drops a statement whose variable has no value; for a negated operator that is the opposite of "no match".
  if (operator === 'StringNotEquals' && values.some(hasVariable)) {
    throw new UnknownPolicyElement(owner, `a variable under ${name}`);
  }
  return {
    operator,
    qualifier: qualifier === 'ForAllValues' || qualifier === 'ForAnyValue' ? qualifier : undefined,
    ifExists: ifExists !== undefined,
    key: lowerKey,
    values,
  };
}
