import type { FindingChange } from '../finding/change.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Evidence, RefusalCode } from './evidence.ts';
import { checkRegistration } from './evidence.ts';

/** 300 files of a finding still make one page and one archive folder a person can read. */
export const MAX_EVIDENCE_ITEMS = 300;

/** Announces a file (C04). Evidence needs a standing measure and no running case; minutes need the running case. */
export const registerEvidence = (
  aggregate: FindingAggregate,
  draft: Evidence,
  today: string,
): Result<FindingChange> => {
  const checked = checkRegistration(draft, today);
  if (!checked.ok) return checked;
  const { finding } = aggregate;
  if (aggregate.evidence.length >= MAX_EVIDENCE_ITEMS)
    return fail('invalid', 'too_many_files', `一个问题最多 ${MAX_EVIDENCE_ITEMS} 份材料，请合并后上传。`);
  if (draft.purpose === 'minutes') {
    if (!finding.closing || finding.closing.caseId !== draft.caseId)
      return fail('conflict', 'case_ended', '该销号流程已经结束，不能再上传会议纪要。');
  } else {
    if (finding.state === 'closing')
      return fail(
        'conflict',
        'closeout_locked',
        '销号流程进行中，不能增减材料；如需补充请先退回或撤回申请。',
      );
    if (finding.state !== 'rectifying' && finding.state !== 'continuous')
      return fail('conflict', 'state_not_rectifying', '开始整改后才能上传佐证材料。');
    const measure = aggregate.measures.find(
      (item) => item.id === draft.measureId && item.status !== 'withdrawn',
    );
    if (!measure)
      return fail('invalid', 'measure_unknown', '请选择材料对应的整改措施。', { field: 'measureId' });
    const twin = aggregate.evidence.find(
      (item) =>
        item.purpose === 'measure' &&
        item.measureId === draft.measureId &&
        item.sha256 === draft.sha256 &&
        item.status !== 'withdrawn' &&
        item.status !== 'refused',
    );
    if (twin)
      return fail('conflict', 'evidence_twice', `这份文件已作为“${twin.fileName}”上传过，不必重复上传。`, {
        details: { evidenceId: twin.id },
      });
  }
  return ok({
    finding,
    evidence: [draft],
    event: {
      type: 'evidence.registered',
      data: {
        evidenceId: draft.id,
        purpose: draft.purpose,
        measureId: draft.measureId,
        fileName: draft.fileName,
        size: draft.size,
        sha256: draft.sha256,
        formedOn: draft.formedOn,
        source: draft.source,
      },
    },
  });
};

const find = (aggregate: FindingAggregate, evidenceId: string): Result<Evidence> => {
  const item = aggregate.evidence.find((candidate) => candidate.id === evidenceId);
  return item ? ok(item) : fail('missing', 'not_found', '没有找到这份材料，请刷新页面。');
};

/**
 * Waits for its file. A mismatch may have been about the file of an earlier announcement that came late, so the
 * right one is still welcome; a file refused for its content needs a new announcement.
 */
const awaitsFile = ({ status, refusal }: Evidence): boolean =>
  status === 'registered' ||
  (status === 'refused' && (refusal?.code === 'checksum_mismatch' || refusal?.code === 'size_mismatch'));

/** The file arrived and is what was announced: it counts from now on. */
export const verifyEvidence = (
  aggregate: FindingAggregate,
  evidenceId: string,
  vaultKey: string,
  at: string,
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (!awaitsFile(found.value)) return fail('conflict', 'evidence_settled', '这份材料已经有校验结果。');
  if (found.value.purpose === 'measure' && aggregate.finding.state === 'closing')
    return fail('conflict', 'closeout_locked', '销号流程进行中，不能增减材料。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, status: 'verified', vaultKey, uploadedAt: at, refusal: undefined }],
    event: {
      type: 'evidence.verified',
      data: { evidenceId, sha256: found.value.sha256, size: found.value.size },
    },
  });
};

/** The file is not what was announced: refused with the reason; the upload can be repeated. */
export const refuseEvidence = (
  aggregate: FindingAggregate,
  evidenceId: string,
  refusal: { readonly code: RefusalCode; readonly message: string },
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (found.value.status !== 'registered')
    return fail('conflict', 'evidence_settled', '这份材料已经有校验结果。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, status: 'refused', refusal }],
    event: { type: 'evidence.refused', data: { evidenceId, ...refusal } },
  });
};

/** A new upload address for the same announcement, after a failed or refused upload. */
export const renewUpload = (
  aggregate: FindingAggregate,
  evidenceId: string,
  file: Pick<Evidence, 'size' | 'sha256'>,
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (found.value.status !== 'registered' && found.value.status !== 'refused')
    return fail('conflict', 'evidence_settled', '这份材料已经校验通过，不需要重传。');
  if (found.value.purpose === 'measure' && aggregate.finding.state === 'closing')
    return fail('conflict', 'closeout_locked', '销号流程进行中，不能增减材料。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, ...file, status: 'registered', refusal: undefined }],
    event: { type: 'evidence.renewed', data: { evidenceId, ...file } },
  });
};

/** F07: evidence is withdrawn with a reason, never deleted; its bytes stay in the vault. */
export const withdrawEvidence = (
  aggregate: FindingAggregate,
  evidenceId: string,
  reason: string,
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (aggregate.finding.state === 'closing' || aggregate.finding.state === 'closed')
    return fail('conflict', 'closeout_locked', '销号流程进行中或已销号，材料不能撤回。');
  if (found.value.status === 'withdrawn') return fail('conflict', 'evidence_settled', '这份材料已经撤回。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, status: 'withdrawn', withdrawnReason: reason }],
    event: { type: 'evidence.withdrawn', data: { evidenceId, reason } },
  });
};
