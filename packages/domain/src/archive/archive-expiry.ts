import { addCalendarDays, shanghaiDateOf } from '../limits/calendar-date.ts';

/** An export as its life after the build is decided on. */
export interface KeptExport {
  readonly status: string;
  /** When it was complete for the first time; nothing can be built again that never was. */
  readonly builtAt?: string;
  /** Last day (Shanghai) on which its files can be downloaded. */
  readonly expiresOn?: string;
}

/** Last day of an archive that is complete now: the files lie in S3 for so many days more. */
export const archiveExpiresOn = (at: Date, days: number): string => addCalendarDays(shanghaiDateOf(at), days);

/** Its files are gone, or their last day is over and they will be gone within the day (K06). */
export const hasExpired = ({ status, expiresOn }: KeptExport, today: string): boolean =>
  status === 'expired' || (status === 'ready' && expiresOn !== undefined && expiresOn < today);

const AT_WORK = ['requested', 'queued', 'building'];

/**
 * Can it be built again from its kept work? Once it was complete, and as long as nobody is at it and it can't be
 * downloaded: an export whose rebuilding failed, was refused or called off may be tried again.
 */
export const mayRebuild = (archive: KeptExport, today: string): boolean =>
  archive.builtAt !== undefined &&
  !AT_WORK.includes(archive.status) &&
  (archive.status !== 'ready' || hasExpired(archive, today));
