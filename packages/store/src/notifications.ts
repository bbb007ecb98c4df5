import type { Notification } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Half a year: whoever was away for a term still finds what happened; the trail of what was done is elsewhere. */
const KEEP_DAYS = 180;

/**
 * A notification in the list of an assignee (role, department, person). Its key is made of what it tells, so the same
 * one written again is the same line.
 */
export const notificationItem = (
  homeTenantId: string,
  assignee: string,
  notification: Notification,
): Item & Key => ({
  ...keys.notification(homeTenantId, assignee, {
    on: notification.on,
    subjectId: notification.subject.id,
    rung: notification.rung,
  }),
  kind: 'notification',
  ...notification,
  expiresAt: Math.floor(Date.parse(notification.on) / 1000) + KEEP_DAYS * 86_400,
});

/** One assignee's notifications, newest first, of days after `after`. */
export const listNotifications = async (
  table: Table,
  homeTenantId: string,
  assignee: string,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly sk: string; readonly notification: Notification }[]> => {
  const { items } = await table.query({
    partition: keys.notificationsPk(homeTenantId, assignee),
    descending: true,
    limit: page.limit,
    // `~` sorts after every line of that day.
    ...(page.after ? { from: `${page.after}#~` } : {}),
  });
  return items.map((item) => {
    const { expiresAt: _expiresAt, ...notification } = contentOf<Notification & { expiresAt: number }>(item);
    return { sk: String(item.sk), notification };
  });
};

/** Ids of the lines a person has seen, the newest ones last. */
export const readSeen = async (table: Table, homeTenantId: string, userId: string): Promise<string[]> => {
  const item = await table.get(keys.seenNotifications(homeTenantId, userId));
  return (item?.ids as string[] | undefined) ?? [];
};

/**
 * 200 ids of 60 bytes, 12 KB and so 12 WCU each time: twice what a page shows, as a substitute's own lines stand beside
 * the absent person's. What is older is no longer shown.
 */
const MAX_SEEN = 200;

/** A person's own note: the last one written stands. */
export const saveSeen = (
  table: Table,
  homeTenantId: string,
  userId: string,
  ids: readonly string[],
): Promise<void> =>
  table.put({
    put: {
      ...keys.seenNotifications(homeTenantId, userId),
      kind: 'seen_notifications',
      ids: ids.slice(-MAX_SEEN),
    },
  });

/** How a person wants to be told of what waits. */
export interface StoredPreferences {
  readonly email?: string;
  readonly digest: boolean;
}

export const readPreferences = async (
  table: Table,
  homeTenantId: string,
  userId: string,
): Promise<StoredPreferences> => {
  const item = await table.get(keys.preferences(homeTenantId, userId));
  return item ? contentOf<StoredPreferences>(item) : { digest: true };
};

/** Of many people at once, by user; who gave none is left out. */
export const readAllPreferences = async (
  table: Table,
  homeTenantId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, StoredPreferences>> => {
  const byPk = new Map(userIds.map((userId) => [keys.preferences(homeTenantId, userId).pk, userId]));
  const items = await table.getMany(
    [...byPk.values()].map((userId) => keys.preferences(homeTenantId, userId)),
  );
  return new Map(items.map((item) => [byPk.get(String(item.pk)) ?? '', contentOf<StoredPreferences>(item)]));
};

export const savePreferences = (
  table: Table,
  homeTenantId: string,
  userId: string,
  preferences: StoredPreferences,
): Promise<void> =>
  table.put({ put: { ...keys.preferences(homeTenantId, userId), kind: 'preferences', ...preferences } });
