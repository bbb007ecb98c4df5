import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { decide } from '../../packages/local/src/iam/evaluate.ts';
import type { Context } from '../../packages/local/src/iam/patterns.ts';
import { readPolicy } from '../../packages/local/src/iam/policy.ts';
import { accessOf, roleOf, type StageAccess } from '../infra/tenant-roles.ts';
import { type Cell, policyMatrix, type RoleName } from './policy-matrix.ts';
import { mutantsOf, type Policy, policyText } from './policy-mutants.ts';

const ROLES: readonly RoleName[] = ['TenantRole', 'TenantWorkerRole'];
/** Both partitions: ARNs and hosts of keys differ. */
const stages = new Map<string, StageAccess>(['prod', 'prod-cn'].map((stage) => [stage, accessOf(stage)]));

/** A cell with what the evaluator gets of it. */
interface Question extends Cell {
  readonly context: Context;
}

function scene(stage: string, role: RoleName) {
  const access = stages.get(stage);
  if (!access) throw new Error(`stage ${stage} was not synthesised`);
  const model = roleOf(access, role);
  const [document, ...others] = model.documents.identity;
  if (!document || others.length > 0) throw new Error(`${role} has not one policy`);
  const cells = policyMatrix(role, access).map((cell) => ({ ...cell, context: contextOf(cell) }));
  return { arn: model.arn, policy: policyText(document), cells };
}

const tagsOf = ({ tags }: Cell): [string, string][] =>
  Object.entries(tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value]);

const contextOf = (cell: Cell): Context =>
  new Map<string, readonly string[]>([
    ...Object.entries(cell.given).map(([name, values]) => [name.toLowerCase(), values] as const),
    ...tagsOf(cell).map(([name, value]) => [name.toLowerCase(), [value]] as const),
  ]);

/** Cells a policy answers otherwise than the product needs, by the evaluator that enforces it on one machine. */
function* wrong(policy: Policy, cells: readonly Question[]): Generator<Question> {
  const statements = readPolicy(JSON.parse(JSON.stringify(policy)), 'matrix');
  for (const cell of cells) {
    if ((decide(statements, cell) === 'allowed') !== cell.allowed) yield cell;
  }
}

/** That evaluator decides about keys with the key's own policy, which is not part of this matrix. */
const isCompared = ({ action }: Cell): boolean => !action.startsWith('kms:');

/** The same question to somebody else's evaluator. */
function simulated(policy: Policy, arn: string, cell: Cell): boolean {
  const given = Object.entries(cell.given).map(([name, values]): [string, string | string[]] => [
    name,
    name === 'dynamodb:LeadingKeys' ? [...values] : (values[0] ?? ''),
  ]);
  const answer = runUnsafeSimulation(
    {
      request: {
        principal: arn.replace(':iam:', ':sts:').replace(/:role\/.*/, ':assumed-role/tenant/session'),
        action: cell.action,
        resource: { resource: cell.resource, accountId: arn.split(':')[4] ?? '' },
        contextVariables: { ...Object.fromEntries(given), ...Object.fromEntries(tagsOf(cell)) },
      },
      identityPolicies: [{ name: 'policy', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return answer === 'Allowed';
}

describe.each([...stages.keys()])('in %s the policies of', (stage) => {
  describe.each(ROLES)('%s', (role) => {
    const { arn, policy, cells } = scene(stage, role);

    it('allow what the product does in its own tenant, and nothing else', () => {
      expect([...wrong(policy, cells)].map(({ name }) => name)).toEqual([]);
      expect(cells.filter(({ allowed }) => allowed).length).toBeGreaterThan(100);
      expect(cells.length).toBeGreaterThan(5_000);
    });

    it('are held together by each single element: without it the matrix finds a difference', () => {
      const mutants = mutantsOf(policy);
      const survivors = mutants.filter((mutant) => {
        const touched = cells.filter(({ action }) => mutant.actions.includes(action));
        // IAM leaves open whether a variable without value takes its statement along or matches nothing. Ours says the
        // first, the other evaluator the second; what one reading does not need, the other may.
        return (
          wrong(mutant.policy, touched).next().done &&
          touched.filter(isCompared).every((cell) => simulated(mutant.policy, arn, cell) === cell.allowed)
        );
      });
      expect(survivors.map(({ name }) => name)).toEqual([]);
      expect(mutants.length).toBeGreaterThan(100);
    }, 120_000);

    it('mean the same to another evaluator', () => {
      // The partitions differ in ARNs and hosts only: of the second, a part shows that these are read alike as well.
      const compared = cells.filter(isCompared).filter((_cell, index) => stage === 'prod' || index % 8 === 0);
      const others = compared.filter((cell) => simulated(policy, arn, cell) !== cell.allowed);
      expect(compared.filter(({ allowed }) => allowed).length).toBeGreaterThan(10);
      expect(others.map(({ name }) => name)).toEqual([]);
    }, 120_000);
  });
});
