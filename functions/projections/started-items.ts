import { type Finding, type Matter, startedOf, startedOfExport, startedOfMatter } from '@xuncha/domain';
import { type ArchiveExport, startedItem } from '@xuncha/store';
import type { InboxItem } from './inbox-items.ts';

/*
 * What people handed in and wait for, beside the inboxes and as pure: a head asks for these lines in the lists of those
 * who handed it in as it asks for tasks in the inboxes of those who have it.
 */

/** Applications, objections and requests for another date. */
export const startedItemsOf = (finding: Finding, tenantName: string): InboxItem[] =>
  startedOf(finding).map((line) =>
    startedItem(line, {
      tenantId: finding.tenantId,
      tenantName,
      findingId: finding.id,
      no: finding.no,
      title: finding.title,
      round: finding.round,
      version: finding.version,
    }),
  );

export const startedMatterItemsOf = (matter: Matter | undefined, tenantName: string): InboxItem[] =>
  matter
    ? startedOfMatter(matter).map((line) =>
        startedItem(line, {
          tenantId: matter.tenantId,
          tenantName,
          findingId: matter.id,
          matterKind: matter.kind,
          no: '',
          title: matter.title,
          round: matter.round ?? '',
          version: matter.version,
        }),
      )
    : [];

export const startedExportItemsOf = (archive: ArchiveExport, tenantName: string): InboxItem[] =>
  startedOfExport(archive).map((line) =>
    startedItem(line, {
      tenantId: archive.tenantId,
      tenantName,
      findingId: archive.id,
      no: archive.no,
      title: archive.scopeTitle,
      round: '',
      version: archive.version,
    }),
  );
