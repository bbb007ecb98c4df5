import type { RestrictedClass } from '@xuncha/domain';

/** Folder of each class in the address. */
export const RESTRICTED_FOLDERS: Readonly<Record<RestrictedClass, string>> = {
  interview: 'interviews',
  briefing: 'briefings',
  leader_feedback: 'leader-feedback',
  referral: 'referrals',
};

/** Page of a restricted record. */
export const restrictedPath = (recordClass: RestrictedClass, id: string): string =>
  `/restricted/${RESTRICTED_FOLDERS[recordClass]}/${id}`;
