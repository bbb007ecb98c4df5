import {
  type Context,
  equalsPattern,
  isResolvable,
  matchesAction,
  matchesArn,
  matchesPattern,
} from './patterns.ts';
import type { Condition, Statement } from './policy.ts';

/** One action on one resource, as IAM decides it. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export type Decision = 'allowed' | 'explicit deny' | 'no allow';

/** Decides as IAM does: nothing is allowed but by a statement, and one Deny outweighs every Allow. */
export function decide(statements: readonly Statement[], question: Question): Decision {
  let allowed = false;
  for (const statement of statements) {
    if (!covers(statement, question)) continue;
    if (statement.effect === 'Deny') return 'explicit deny';
    allowed = true;
  }
  return allowed ? 'allowed' : 'no allow';
}

function covers(
  { actions, resources, conditions }: Statement,
  { action, resource, context }: Question,
): boolean {
  return (
    actions.some((pattern) => matchesAction(pattern, action)) &&
    resources.some((pattern) => matchesPattern(pattern, resource, context)) &&
    conditions.every(
      (condition) =>
        condition.values.every((value) => isResolvable(value, context)) && holds(condition, context),
    )
  );
}

/** Who asks to take a role. */
export interface RoleRequest {
  /** `sts:AssumeRole` or `sts:TagSession`. */
  readonly action: string;
  /** ARNs that stand for the caller in a trust policy: its role and the root of its account. */
  readonly callerArns: readonly string[];
  readonly context: Context;
}

/** Decides a trust policy. */
export function decideTrust(statements: readonly Statement[], request: RoleRequest): Decision {
  const applying = statements.filter(
    ({ actions, principals, conditions }) =>
      actions.some((pattern) => matchesAction(pattern, request.action)) &&
      principals?.some((arn) => request.callerArns.includes(arn)) &&
      conditions.every((condition) => holds(condition, request.context)),
  );
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicit deny';
  return applying.length > 0 ? 'allowed' : 'no allow';
}

/** Does a condition hold for the values the request has for its key? */
function holds(condition: Condition, context: Context): boolean {
  const { operator, qualifier, ifExists, key, values } = condition;
  const given = context.get(key);
  const there = given !== undefined && given.length > 0;
  if (operator === 'Null') return values.some((value) => (value === 'true') !== there);
  if (!there) {
    if (qualifier === 'ForAllValues') return true;
    if (qualifier === 'ForAnyValue') return false;
    return ifExists || operator === 'StringNotEquals';
  }
  const matches = (value: string): boolean => compare(condition, value, context);
  // Without a qualifier a key has one value; of several, a negated operator must hold for each.
  if (qualifier === 'ForAllValues' || (qualifier === undefined && operator === 'StringNotEquals')) {
    return given.every(matches);
  }
  return given.some(matches);
}

function compare({ operator, values }: Condition, value: string, context: Context): boolean {
  switch (operator) {
    case 'StringEquals':
      return values.some((expected) => equalsPattern(expected, value, context));
    case 'StringNotEquals':
      return !values.some((expected) => equalsPattern(expected, value, context));
    case 'StringLike':
      return values.some((pattern) => matchesPattern(pattern, value, context));
    case 'ArnLike':
      return values.some((pattern) => matchesArn(pattern, value, context));
    case 'Null':
      return false;
  }
}
