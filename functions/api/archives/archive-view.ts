import type { OutputOf } from '@xuncha/contracts';
import { type Actor, checkExportDecision } from '@xuncha/domain';
import type { ArchiveExport } from '@xuncha/store';

/** An export as its list and page show it; where its file lies stays inside. */
export const archiveView = (archive: ArchiveExport, viewer?: Actor): OutputOf<'archives.get'> => ({
  id: archive.id,
  tenantId: archive.tenantId,
  no: archive.no,
  scope: archive.scope,
  scopeTitle: archive.scopeTitle,
  purpose: archive.purpose,
  status: archive.status,
  approver: archive.approver,
  decision: archive.decision && {
    outcome: archive.decision.outcome,
    reason: archive.decision.reason,
    byName: archive.decision.actor.name,
    at: archive.decision.at,
  },
  mayDecide: viewer ? checkExportDecision(archive, viewer, { outcome: 'approve' }).ok : undefined,
  downloads: archive.downloads ?? 0,
  lastDownload: archive.lastDownload,
  problem: archive.problem,
  findings: archive.findings,
  findingsDone: archive.findingsDone,
  files: archive.files,
  bytes: archive.bytes,
  size: archive.size,
  missing: archive.missing,
  step: archive.status === 'building' ? archive.position?.step : undefined,
  filesTotal: archive.filesTotal,
  filesDone: archive.filesDone,
  bytesTotal: archive.bytesTotal,
  bytesDone: archive.bytesDone,
  bags: archive.bags?.map(({ number, fileName, findings, files, size, crc32, fingerprint }) => ({
    number,
    fileName,
    findings,
    files,
    size,
    crc32,
    fingerprint,
  })),
  fingerprint: archive.fingerprint,
  createdAt: archive.createdAt,
  createdByName: archive.createdByName,
  finishedAt: archive.finishedAt,
});
