export * from './accesses.ts';
export {
  type AskedExtension,
  askedExtensionWrites,
  forgetAskedExtension,
  listAskedExtensions,
} from './asked-extensions.ts';
export * from './batch-findings.ts';
export * from './closeout-numbers.ts';
export * from './counters.ts';
export * from './daily-mark.ts';
export * from './documents.ts';
export * from './effect.ts';
export * from './execute.ts';
export * from './feedback-meetings.ts';
export * from './finding-items.ts';
export * from './findings.ts';
export * from './fixity.ts';
export * from './group-boards.ts';
export * from './group-duties.ts';
export * from './group-rounds.ts';
export * from './idempotency.ts';
export * from './ids.ts';
export * from './inbox.ts';
export * from './issuers.ts';
export { ItemTooLarge } from './item-size.ts';
export * from './keys.ts';
export * from './ledger-exports.ts';
export * from './ledger-orders.ts';
export {
  projectSheets,
  readAllSheets,
  SHEET_ROWS,
  SHEETS_PER_SEARCH,
  type SheetPosition,
  searchSheets,
} from './ledger-sheets.ts';
export * from './ledger-views.ts';
export * from './limit-rules.ts';
export * from './logins.ts';
export * from './matters.ts';
export * from './meeting-decisions.ts';
export * from './messages.ts';
export * from './notifications.ts';
export * from './parted-uploads.ts';
export * from './plan-templates.ts';
export * from './rate-buckets.ts';
export * from './restricted.ts';
export * from './seal-objects.ts';
export * from './seal-source.ts';
export * from './seals.ts';
export * from './standards.ts';
export * from './started.ts';
export * from './supervision.ts';
export * from './table.ts';
export * from './table-schema.ts';
export * from './tenant-access.ts';
export * from './tenant-decisions.ts';
export * from './tenant-items.ts';
export * from './tenant-sessions.ts';
export * from './tenants.ts';
export * from './vault-register.ts';
export { compareWordings, projectWordings, wordingItem } from './wordings.ts';
export * from './year-register.ts';
