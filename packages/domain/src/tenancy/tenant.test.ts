import { describe, expect, it } from 'vitest';
import { allowed, blamed, refusedWith } from '../closeout/case-fixture.ts';
import { checkIdentityProvider, isAtOrigin } from './identity-provider.ts';
import {
  checkOrgTree,
  type DepartmentDraft,
  MAX_ORG_DEPTH,
  MAX_ORG_NODES,
  moveTenant,
  TENANT_CODE,
} from './tenant.ts';

describe('the code of a tenant', () => {
  it.each([
    ['beihe', true],
    ['b1', true],
    ['b', false],
    ['1b', false],
    ['Beihe', false],
    ['bei-he', false],
    [`b${'9'.repeat(19)}`, true],
    [`b${'9'.repeat(20)}`, false],
    ['bei/he', false],
  ])('%s: %s', (code, right) => {
    expect(TENANT_CODE.test(code)).toBe(right);
  });
});

describe('the organisation tree (A02)', () => {
  const nested = (depth: number): DepartmentDraft => ({
    name: `第${depth}级`,
    children: depth > 1 ? [nested(depth - 1)] : [],
  });
  const wide = (count: number): DepartmentDraft[] =>
    Array.from({ length: count }, (_, at) => ({ name: `部门${at}` }));

  it('counts its departments', () => {
    expect(allowed(checkOrgTree([{ name: '公司', children: wide(3) }, { name: '工区' }]))).toBe(5);
    expect(allowed(checkOrgTree([nested(MAX_ORG_DEPTH)]))).toBe(MAX_ORG_DEPTH);
    expect(allowed(checkOrgTree(wide(MAX_ORG_NODES)))).toBe(MAX_ORG_NODES);
  });

  it.each([
    [[], 'org_empty', 'org'],
    [wide(MAX_ORG_NODES + 1), 'org_too_large', 'org'],
    [[nested(MAX_ORG_DEPTH), nested(1)], 'org_name_repeated', 'org.1.name'],
    [[{ name: ' ' }], 'org_name_missing', 'org.0.name'],
    [
      [{ name: '甲', children: [{ name: '乙' }, { name: ' 甲 ' }] }],
      'org_name_repeated',
      'org.0.children.1.name',
    ],
    [[nested(MAX_ORG_DEPTH + 1)], 'org_too_deep', `org${'.0.children'.repeat(MAX_ORG_DEPTH)}`],
  ])('is refused where it can not be used', (roots, code, field) => {
    expect(blamed(checkOrgTree(roots))).toEqual([code, field]);
  });
});

it('a tenant is opened once, and suspended and resumed in turn (A01)', () => {
  const steps = ['activate', 'suspend', 'resume'] as const;
  const table = (['provisioning', 'active', 'suspended'] as const).map((status) =>
    steps.map((step) => {
      const moved = moveTenant(status, step);
      return moved.ok ? moved.value : refusedWith(moved);
    }),
  );
  expect(table).toEqual([
    ['active', 'tenant_state', 'tenant_state'],
    ['tenant_state', 'suspended', 'tenant_state'],
    ['tenant_state', 'tenant_state', 'active'],
  ]);
  const words = (['provisioning', 'active', 'suspended'] as const).map((status) =>
    moveTenant(status, status === 'suspended' ? 'suspend' : 'resume'),
  );
  expect(words.map((answer) => (answer.ok ? '' : answer.error.message.split('”')[0]))).toEqual([
    '该单位当前为“开通中',
    '该单位当前为“使用中',
    '该单位当前为“已停用',
  ]);
});

describe('a unit’s own identity provider', () => {
  it.each([
    ['https://idp.beihe.cn/realm', ['https://idp.beihe.cn'], true],
    ['https://idp.beihe.cn:8443/realm', ['https://idp.beihe.cn'], false],
    ['https://idp.beihe.cn:8443/realm', ['https://idp.beihe.cn:8443'], true],
    ['http://localhost:9000', ['http://localhost:*'], true],
    ['http://localhost', ['http://localhost:*'], true],
    ['https://localhost:9000', ['http://localhost:*'], false],
    ['http://idp.beihe.cn', ['https://idp.beihe.cn'], false],
    ['https://idp.beihe.cn.evil.example', ['https://idp.beihe.cn'], false],
    ['https://idp.beihe.cn@evil.example', ['https://idp.beihe.cn'], false],
    ['https://user@idp.beihe.cn', ['https://idp.beihe.cn'], false],
    ['https://:secret@idp.beihe.cn', ['https://idp.beihe.cn'], false],
    ['https://idp.beihe.cn', ['https://other.cn', 'https://idp.beihe.cn'], true],
    ['https://idp.beihe.cn', [], false],
    ['no address', ['https://idp.beihe.cn'], false],
  ])('%s at %o: %s', (address, origins, at) => {
    expect(isAtOrigin(address, origins)).toBe(at);
  });

  it.each([
    ['https://idp.beihe.cn/realm', 'allowed', undefined],
    ['https://evil.example/realm', 'issuer_not_allowed', 'provider.issuer'],
    ['idp.beihe.cn', 'issuer_invalid', 'provider.issuer'],
    ['https://idp.beihe.cn/realm?a=1', 'issuer_invalid', 'provider.issuer'],
    ['https://idp.beihe.cn/realm#a', 'issuer_invalid', 'provider.issuer'],
  ])('%s: %s', (issuer, code, field) => {
    expect(blamed(checkIdentityProvider({ issuer }, ['https://idp.beihe.cn']))).toEqual([code, field]);
  });
});
