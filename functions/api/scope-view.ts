import type { OutputOf } from '@xuncha/contracts';
import type { MembershipScope } from '@xuncha/domain';

/** The limits of a membership as HQ set them, without what a request made of them. */
export const scopeView = (scope: MembershipScope): NonNullable<OutputOf<'members.add'>['scope']> => ({
  ...(scope.tenants ? { tenants: [...scope.tenants] } : {}),
  ...(scope.batches ? { batches: [...scope.batches] } : {}),
  ...(scope.rounds ? { rounds: [...scope.rounds] } : {}),
  ...(scope.feedbackFrom ? { feedbackFrom: scope.feedbackFrom } : {}),
  ...(scope.feedbackTo ? { feedbackTo: scope.feedbackTo } : {}),
});
