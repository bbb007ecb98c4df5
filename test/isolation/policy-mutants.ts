import { z } from 'zod';

const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .optional(),
});
type StatementText = z.infer<typeof statementSchema>;
const documentSchema = z.looseObject({ Statement: z.array(statementSchema) });
export type Policy = z.infer<typeof documentSchema>;

/** A policy that lacks one element, or has one that is wider. */
export interface Mutant {
  readonly name: string;
  readonly policy: Policy;
  /** Actions whose decision it can change. */
  readonly actions: readonly string[];
}

export const policyText = (document: unknown): Policy => documentSchema.parse(document);

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
const without = (list: readonly string[], at: number): string[] => list.filter((_, index) => index !== at);

/** Every policy that comes of taking one element away: statement, action, resource, condition, value, qualifier. */
export function mutantsOf(policy: Policy): Mutant[] {
  return policy.Statement.flatMap((statement, at) => {
    const replaced = (name: string, next?: StatementText): Mutant => ({
      name: `${statement.Sid ?? at}: ${name}`,
      actions: listOf(statement.Action),
      policy: {
        ...policy,
        Statement: policy.Statement.flatMap((old, index) => (index === at ? (next ?? []) : old)),
      },
    });
    return [
      replaced('statement gone'),
      ...reduced(statement, 'Action', replaced),
      ...reduced(statement, 'Resource', replaced),
      // A Deny on more resources closes nothing that was open.
      ...(statement.Resource === undefined || statement.Effect === 'Deny'
        ? []
        : [replaced('any resource', { ...statement, Resource: '*' })]),
      ...withoutConditions(statement, replaced),
    ];
  });
}

type Replace = (name: string, next: StatementText) => Mutant;

function reduced(statement: StatementText, element: 'Action' | 'Resource', replaced: Replace): Mutant[] {
  const list = listOf(statement[element]);
  // Without its last entry there is no statement, which is a mutant of its own.
  if (list.length < 2) return [];
  return list.map((entry, at) =>
    replaced(`${element} ${entry} gone`, { ...statement, [element]: without(list, at) }),
  );
}

function withoutConditions(statement: StatementText, replaced: Replace): Mutant[] {
  const conditions = statement.Condition ?? {};
  const changed = (name: string, next: typeof conditions): Mutant =>
    replaced(name, { ...statement, Condition: next });
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    const { [operator]: _gone, ...others } = conditions;
    const [, plain] = /^ForAllValues:(\w+)$/.exec(operator) ?? [];
    return [
      ...(plain
        ? [changed(`${operator} unqualified`, { ...others, [plain]: { ...others[plain], ...keys } })]
        : []),
      ...Object.entries(keys).flatMap(([key, values]) => {
        const { [key]: _key, ...rest } = keys;
        const list = listOf(values);
        const left = Object.keys(rest).length > 0 ? { ...others, [operator]: rest } : others;
        return [
          changed(`${operator} ${key} gone`, left),
          ...(list.length < 2
            ? []
            : list.map((value, at) =>
                changed(`${operator} ${key} ${value} gone`, {
                  ...conditions,
                  [operator]: { ...keys, [key]: without(list, at) },
                }),
              )),
        ];
      }),
    ];
  });
}
