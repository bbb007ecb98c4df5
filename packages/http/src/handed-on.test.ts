import { expect, it } from 'vitest';
import { type MembershipSummary, packMemberships, unpackMemberships } from './handed-on.ts';

/** Ids differ as ULIDs do: time in front, chance behind. */
const membership = (index: number): MembershipSummary => ({
  membershipId: `01jk${Array.from({ length: 22 }, (_one, at) => ((index * 31 + at * at * 17 + index * at) % 32).toString(32)).join('')}`,
  tenantId: `danwei${index}`,
  tenantName: `第${index}采油厂物资供应分公司`,
  tenantKind: 'subsidiary',
  roles: ['rectification_office', 'department_head'],
  title: '党群工作部副主任',
});

it('carries forty memberships within what API Gateway takes, the current one first', () => {
  const all = Array.from({ length: 40 }, (_one, index) => membership(index));
  const current = membership(25).membershipId;
  const packed = packMemberships(all, current);
  expect(packed.length).toBeLessThanOrEqual(4096);
  const unpacked = unpackMemberships(packed);
  expect(unpacked[0]?.membershipId).toBe(current);
  expect(unpacked.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1))).toEqual(
    all.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1)),
  );
});

it('leaves out what does not fit, never the current one', () => {
  const all = Array.from({ length: 400 }, (_one, index) => membership(index));
  const current = membership(399).membershipId;
  const packed = packMemberships(all, current);
  expect(packed.length).toBeLessThanOrEqual(4096);
  const unpacked = unpackMemberships(packed);
  expect(unpacked[0]?.membershipId).toBe(current);
  expect(unpacked.length).toBeGreaterThan(40);
});
