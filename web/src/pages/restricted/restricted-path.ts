import type { OperationId } from '@xuncha/contracts';
import type { RestrictedAction, RestrictedClass } from '@xuncha/domain';

/** The four kinds of restricted matters in their order: where they stand in the address, and what opens them. */
export const RESTRICTED_SECTIONS = [
  { recordClass: 'interview', folder: 'interviews', read: 'interview.read', edit: 'interview.edit' },
  { recordClass: 'briefing', folder: 'briefings', read: 'briefing.read', edit: 'briefing.edit' },
  {
    recordClass: 'leader_feedback',
    folder: 'leader-feedback',
    read: 'leader_feedback.read',
    edit: 'leader_feedback.edit',
  },
  { recordClass: 'referral', folder: 'referrals', read: 'referral.read', edit: 'referral.edit' },
] as const satisfies readonly {
  readonly recordClass: RestrictedClass;
  readonly folder: string;
  readonly read: RestrictedAction;
  readonly edit: RestrictedAction;
}[];
export type RestrictedSection = (typeof RESTRICTED_SECTIONS)[number];

/** Page of a restricted record. */
export const restrictedPath = (recordClass: RestrictedClass, id?: string): string => {
  const folder = RESTRICTED_SECTIONS.find((section) => section.recordClass === recordClass)?.folder ?? '';
  return `/restricted/${folder}${id ? `/${id}` : ''}`;
};

/** What a step of a restricted record may change on screen. */
export const AFTER_RESTRICTED: readonly OperationId[] = [
  'interviews.list',
  'interviews.get',
  'interviewCounts.list',
  'briefings.list',
  'briefings.get',
  'leaderFeedback.list',
  'leaderFeedback.get',
  'referrals.list',
  'referrals.get',
  'inbox.list',
];
