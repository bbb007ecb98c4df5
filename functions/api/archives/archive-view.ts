import type { OutputOf } from '@xuncha/contracts';
import { type Actor, checkExportDecision, hasExpired, mayRebuild } from '@xuncha/domain';
import type { ArchiveExport } from '@xuncha/store';

/** The request as its approver meets it: of a building again it is another person's than of the export. */
export const awaitedExport = ({ status, approver, actor, rebuild }: ArchiveExport) => ({
  status,
  ...(approver ? { approver } : {}),
  actor: rebuild?.actor ?? actor,
});

/** An export as its list and page show it; where its file lies stays inside. */
export const archiveView = (
  archive: ArchiveExport,
  today: string,
  viewer?: Actor,
): OutputOf<'archives.get'> => ({
  id: archive.id,
  tenantId: archive.tenantId,
  no: archive.no,
  scope: archive.scope,
  scopeTitle: archive.scopeTitle,
  purpose: archive.purpose,
  // From the day on, though the files may go a few hours later.
  status: hasExpired(archive, today) ? 'expired' : archive.status,
  approver: archive.approver,
  decision: archive.decision && {
    outcome: archive.decision.outcome,
    reason: archive.decision.reason,
    byName: archive.decision.actor.name,
    at: archive.decision.at,
  },
  mayDecide: viewer
    ? checkExportDecision(awaitedExport(archive), viewer, { outcome: 'approve' }).ok
    : undefined,
  downloads: archive.downloads ?? 0,
  lastDownload: archive.lastDownload,
  problem: archive.problem,
  findings: archive.findings,
  findingsDone: archive.findingsDone,
  matters: archive.matters,
  files: archive.files,
  bytes: archive.bytes,
  size: archive.size,
  missing: archive.missing,
  step: archive.status === 'building' ? archive.position?.step : undefined,
  filesTotal: archive.filesTotal,
  filesDone: archive.filesDone,
  bytesTotal: archive.bytesTotal,
  bytesDone: archive.bytesDone,
  bags: archive.bags?.map(({ number, fileName, findings, matters, files, size, crc32, fingerprint }) => ({
    number,
    fileName,
    findings,
    matters,
    files,
    size,
    crc32,
    fingerprint,
  })),
  fingerprint: archive.fingerprint,
  createdAt: archive.createdAt,
  createdByName: archive.createdByName,
  finishedAt: archive.finishedAt,
  expiresOn: archive.expiresOn,
  mayRebuild: mayRebuild(archive, today),
  rebuild: archive.rebuild && {
    number: archive.rebuild.number,
    reason: archive.rebuild.reason,
    byName: archive.rebuild.actor.name,
    at: archive.rebuild.at,
  },
});
