import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blamed } from '../closeout/case-fixture.ts';
import { addCalendarDays } from '../limits/index.ts';
import { checkDelegation, delegationActive, MAX_DELEGATION_DAYS } from './delegation.ts';

const draft = { fromUserId: 'a', toUserId: 'b', validFrom: '2025-03-03', validTo: '2025-03-07' };
const TODAY = '2025-03-03';

describe('giving a delegation (G07)', () => {
  it.each([
    ['delegation_self', { toUserId: 'a' }],
    ['delegation_reversed', { validTo: '2025-03-02' }],
    ['delegation_past', { validFrom: '2025-02-01', validTo: '2025-03-02' }],
    ['delegation_too_long', { validTo: addCalendarDays('2025-03-03', MAX_DELEGATION_DAYS) }],
    ['allowed', {}],
    ['allowed', { validTo: '2025-03-03' }],
    ['allowed', { validTo: addCalendarDays('2025-03-03', MAX_DELEGATION_DAYS - 1) }],
  ])('%s: %o', (code, over) => {
    const field = code === 'allowed' ? undefined : code === 'delegation_self' ? 'toMembershipId' : 'validTo';
    expect(blamed(checkDelegation({ ...draft, ...over }, TODAY))).toEqual([code, field]);
  });
});

it('is active exactly inside its dates, both inclusive, and never after it was revoked', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 10 }), fc.boolean(), (days, revoked) => {
      const today = addCalendarDays('2025-03-03', days);
      expect(
        delegationActive({ ...draft, revokedAt: revoked ? '2025-03-01T00:00:00.000Z' : undefined }, today),
      ).toBe(!revoked && days >= 0 && days <= 4);
    }),
  );
});
