/** Retention classes of enterprise archives (K04): ten years, thirty years, permanent. */
export const RETENTION_CLASSES = ['10y', '30y', 'permanent'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** What holds where neither the round nor the unit says otherwise. */
export const DEFAULT_RETENTION: RetentionClass = '30y';

/**
 * S3 locks a version for at most 100 years. A permanent file is locked for 99 years from now, and the nightly check
 * renews it: it never comes near its end.
 */
const YEARS: Readonly<Record<RetentionClass, number>> = { '10y': 10, '30y': 30, permanent: 99 };

/** The longer one of several classes; undefined ones don't count. */
export const longestRetention = (...classes: readonly (RetentionClass | undefined)[]): RetentionClass =>
  classes.reduce<RetentionClass>(
    (longest, one) => (one && YEARS[one] > YEARS[longest] ? one : longest),
    '10y',
  );

/**
 * Until when a file must be locked (ISO, midnight UTC after the day): from the day it was stored, a permanent one from
 * today.
 */
export const retainUntil = (retention: RetentionClass, storedAt: string, now: string): string => {
  const from = new Date(retention === 'permanent' ? now : storedAt);
  return new Date(
    Date.UTC(from.getUTCFullYear() + YEARS[retention], from.getUTCMonth(), from.getUTCDate() + 1),
  ).toISOString();
};
