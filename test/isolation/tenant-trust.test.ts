import { describe, expect, it } from 'vitest';
import { decideTrust } from '../../packages/local/src/iam/evaluate.ts';
import { readTrust } from '../../packages/local/src/iam/policy.ts';
import { accessOf, roleOf, type StageAccess } from '../infra/tenant-roles.ts';
import type { RoleName, Tags } from './policy-matrix.ts';
import { mutantsOf, type Policy, policyText } from './policy-mutants.ts';

const HQ = 'jituan';
/** Functions that may take each role; of everybody else, nobody. */
const TAKERS: Readonly<Record<RoleName, readonly string[]>> = {
  TenantRole: ['AuthorizerFunction'],
  TenantWorkerRole: [
    'BuildArchive',
    'CheckVault',
    'DailyRun',
    'ExpireArchives',
    'OpenGate',
    'PackFinding',
    'Provision',
    'RunJob',
    'Seal',
    'SendMessage',
    'VerifyUpload',
  ],
};

const TAG_SETS: readonly (readonly [tags: Tags, accepted: boolean])[] = [
  [{ tenantId: 'a' }, true],
  [{ tenantId: 'a', hqTenantId: HQ }, true],
  [{ tenantId: 'a', restricted: 'yes' }, true],
  [{ tenantId: 'a', hqTenantId: HQ, restricted: 'yes' }, true],
  [{}, false],
  [{ tenantId: '' }, false],
  [{ hqTenantId: HQ }, false],
  [{ restricted: 'yes' }, false],
  [{ tenantId: 'a', hqTenantId: 'b' }, false],
  [{ tenantId: 'a', hqTenantId: `${HQ}x` }, false],
  [{ tenantId: 'a', hqTenantId: '' }, false],
  [{ tenantId: 'a', hqTenantId: '*' }, false],
  [{ tenantId: 'a', restricted: 'no' }, false],
  [{ tenantId: 'a', restricted: 'Yes' }, false],
  [{ tenantId: 'a', restricted: '' }, false],
  [{ tenantId: 'a', team: 'x' }, false],
  [{ tenantId: 'a', hqTenantId: HQ, restricted: 'yes', team: 'x' }, false],
];

interface Cell {
  readonly caller: string;
  readonly tags: Tags;
  readonly allowed: boolean;
}

const cellsFor = (role: RoleName, { roles }: StageAccess): Cell[] => {
  const real = roles.map(({ arn, logicalId }) => ({
    caller: arn,
    may: TAKERS[role].includes(logicalId.replace(/Role[0-9A-F]{8}$/, '')),
  }));
  expect(real.filter(({ may }) => may)).toHaveLength(TAKERS[role].length);
  const [taker] = real.filter(({ may }) => may).map(({ caller }) => caller);
  if (!taker) throw new Error(`nobody may take ${role}`);
  const others = [
    taker.replace(/:\d{12}:/, ':999999999999:'),
    taker.replace('/xuncha/', '/other/'),
    taker.replace(/\/(people|workers)\//, '/$1-too/'),
    taker.replace(/role\/.*\//, 'role/'),
    taker.replace(':role/', ':user/'),
  ].map((caller) => ({ caller, may: false }));
  return [...real, ...others].flatMap(({ caller, may }) =>
    TAG_SETS.map(([tags, accepted]) => ({ caller, tags, allowed: may && accepted })),
  );
};

/** As STS decides: taking the role and tagging the session must both be trusted. */
const isTrusted = (policy: Policy, { caller, tags }: Cell): boolean => {
  const names = Object.keys(tags);
  const statements = readTrust(JSON.parse(JSON.stringify(policy)), 'trust');
  return ['sts:AssumeRole', ...(names.length > 0 ? ['sts:TagSession'] : [])].every(
    (action) =>
      decideTrust(statements, {
        action,
        callerArns: [caller, caller.replace(/:(role|user)\/.*$/, ':root')],
        context: new Map<string, readonly string[]>([
          ['aws:principalarn', [caller]],
          ...(names.length > 0 ? ([['aws:tagkeys', names]] as const) : []),
          ...names.map((name) => [`aws:requesttag/${name.toLowerCase()}`, [tags[name] ?? '']] as const),
        ]),
      }) === 'allowed',
  );
};

describe.each(['prod', 'prod-cn'])('in %s who may take', (stage) => {
  const access = accessOf(stage);
  it.each(['TenantRole', 'TenantWorkerRole'] as const)('%s, and with which tags', (role) => {
    const policy = policyText(roleOf(access, role).documents.trust);
    const cells = cellsFor(role, access);
    const wrong = (of: Policy): Cell[] => cells.filter((cell) => isTrusted(of, cell) !== cell.allowed);
    expect(wrong(policy)).toEqual([]);
    expect(cells.filter(({ allowed }) => allowed)).toHaveLength(4 * TAKERS[role].length);
    // Each single element counts: without it somebody gets in, or is kept out.
    const mutants = mutantsOf(policy);
    expect(mutants.length).toBeGreaterThan(8);
    expect(
      mutants.filter(({ policy: mutant }) => wrong(mutant).length === 0).map(({ name }) => name),
    ).toEqual([]);
  });
});
