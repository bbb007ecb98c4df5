import type { TFunction } from 'i18next';
import type { Member } from '../api/types.ts';

/** What a limited membership sees, one phrase for each limit (A06); nothing where nothing is limited. */
export const limitsText = (t: TFunction, scope: NonNullable<Member['scope']>): string[] => {
  const { tenants = [], batches = [], rounds = [], feedbackFrom, feedbackTo } = scope;
  return [
    tenants.length > 0 ? t('auditReach.tenants', { count: tenants.length }) : '',
    rounds.length > 0 ? t('auditReach.rounds', { rounds: rounds.join('、') }) : '',
    batches.length > 0 ? t('auditReach.batches', { count: batches.length }) : '',
    feedbackFrom && feedbackTo
      ? t('auditReach.between', { from: feedbackFrom, to: feedbackTo })
      : feedbackFrom
        ? t('auditReach.from', { from: feedbackFrom })
        : feedbackTo
          ? t('auditReach.to', { to: feedbackTo })
          : '',
  ].filter(Boolean);
};
