import type { MatterKind } from '../matter/matter.ts';

/** What a notification leads to. */
export interface NotificationSubject {
  readonly type: 'finding' | 'matter';
  readonly id: string;
  readonly matterKind?: MatterKind;
}

/** A line that tells about a due date; an inbox line says what waits, this says that time is passing. */
export interface Notification {
  /** Tenant the subject is of, and its name for people of HQ. */
  readonly tenantId: string;
  readonly tenantName: string;
  readonly subject: NotificationSubject;
  readonly no: string;
  readonly title: string;
  /** What waits, one Chinese phrase. */
  readonly why: string;
  readonly due: string;
  /** Name of the reminder (`latestRung`); with subject and due date it makes the line the only one of its kind. */
  readonly rung: string;
  /** Business date it belongs to. */
  readonly on: string;
  readonly overdue: boolean;
}
