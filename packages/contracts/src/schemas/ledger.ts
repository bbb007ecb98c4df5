import { STANDARD_VIEWS } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, Instant, line, Role } from './base.ts';

/** Filters, columns, order and density as they stand in the page's address. */
const ViewQuery = z.string().trim().max(1500);
const Roles = z.array(Role).max(20);
export const LedgerViewInput = z.object({
  name: line(30),
  query: ViewQuery,
  /** For everybody of the unit; only rectification office and inspection office. */
  shared: z.boolean(),
  /** The person opens the ledger with it. */
  start: z.boolean().optional(),
  /** Of a shared one: who starts with it without having chosen another. */
  startFor: Roles.optional(),
});
export const LedgerViewItem = z.object({
  id: Id,
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  start: z.boolean(),
  startFor: Roles,
  ownerName: z.string(),
  updatedAt: Instant,
  /** May this person change or remove it? */
  editable: z.boolean(),
  version: z.int(),
});
export const LedgerViews = z.object({
  views: z.array(LedgerViewItem),
  /** What this person starts with: a saved view, or one of those everybody has. */
  startId: z.union([Id, z.enum(STANDARD_VIEWS.map(({ id }) => id) as [string, ...string[]])]),
  startQuery: z.string(),
  mayShare: z.boolean(),
});

/** What is named is set in every chosen finding; the rest of its responsibility stays. */
export const ResponsibilityPatch = z.object({
  principalName: z.string().trim().max(30).optional(),
  principalId: z.string().optional(),
  leaderName: z.string().trim().max(30).optional(),
  leaderId: z.string().optional(),
  departmentId: Id.optional(),
  handlerName: z.string().trim().max(30).optional(),
  handlerId: z.string().optional(),
});
/** 修改前看到的内容（空串表示未填）；与现状不符的，该条不改并返回 changed_meanwhile 和现在的内容。 */
export const SeenResponsibility = z.object({
  departmentId: z.union([Id, z.literal('')]).optional(),
  leaderName: z.string().trim().max(30).optional(),
  handlerName: z.string().trim().max(30).optional(),
});
export const ChosenFindings = z.array(Id).min(1).max(100);

export const LedgerExportRequest = z.object({
  query: ViewQuery,
  /** Only these lines of it. */
  findingIds: z.array(Id).min(1).max(1000).optional(),
});
export const LedgerExport = z.object({
  id: Id,
  status: z.enum(['queued', 'ready', 'cancelled', 'expired']),
  /** Findings looked at, and how many there are about: what progress is measured by. */
  looked: z.int(),
  total: z.int(),
  rows: z.int().optional(),
  fileName: z.string().optional(),
  /** Last day on which the workbook can be downloaded. */
  expiresOn: CalendarDate.optional(),
  createdAt: Instant,
});
