import { expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { blamed, refusedWith } from '../closeout/case-fixture.ts';
import { type AwaitedExport, checkExportDecision, exportAwaits } from './export-approval.ts';

const person = (userId: string, change: Partial<Actor> = {}): Actor => ({
  userId,
  name: userId,
  membershipId: userId,
  tenantId: 'hq',
  roles: ['inspection_office'],
  ...change,
});
const asked: AwaitedExport = { status: 'requested', approver: 'inspection_office', actor: person('asker') };
const approve = { outcome: 'approve' } as const;
const codeOf = (
  request: AwaitedExport,
  actor: Actor,
  decision: Parameters<typeof checkExportDecision>[2] = approve,
) => {
  const checked = checkExportDecision(request, actor, decision);
  return checked.ok ? 'ok' : refusedWith(checked);
};

it('the office named decides, others do not', () => {
  expect(codeOf(asked, person('other'))).toBe('ok');
  expect(codeOf(asked, person('other', { roles: ['leading_group'] }))).toBe('archive_other_approver');
  expect(codeOf({ ...asked, approver: 'leading_group' }, person('other', { roles: ['leading_group'] }))).toBe(
    'ok',
  );
});

it('nobody decides on their own request, nor through a substitute, nor for an absent requester (G07)', () => {
  const absent = { userId: 'asker', name: 'asker', delegationId: 'd' };
  expect(codeOf(asked, person('asker'))).toBe('archive_own_request');
  expect(codeOf(asked, person('other', { onBehalfOf: absent }))).toBe('archive_own_request');
  const through = { ...asked, actor: person('substitute', { onBehalfOf: absent }) };
  expect(codeOf(through, person('asker'))).toBe('archive_own_request');
});

it('a refusal says why, and what is decided stays so', () => {
  for (const reason of [' ', undefined])
    expect(blamed(checkExportDecision(asked, person('other'), { outcome: 'refuse', reason }))).toEqual([
      'archive_reason',
      'reason',
    ]);
  expect(codeOf(asked, person('other'), { outcome: 'refuse', reason: '范围过大' })).toBe('ok');
  for (const status of ['queued', 'refused', 'cancelled', 'ready'])
    expect(codeOf({ ...asked, status }, person('other'))).toBe('archive_not_awaiting');
});

it('waits in the inbox of who decides until it is decided', () => {
  expect(exportAwaits(asked)).toBe('role:inspection_office');
  expect(exportAwaits({ ...asked, status: 'queued' })).toBeUndefined();
  expect(exportAwaits({ status: 'requested' })).toBeUndefined();
});
