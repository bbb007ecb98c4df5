import type { FindingChange } from '../finding/change.ts';
import type { FindingAggregate, FindingState } from '../finding/finding.ts';
import { type DomainError, fail, ok, type Result } from '../result.ts';
import type { Evidence, LegalHold, RefusalCode } from './evidence.ts';
import { checkRegistration, type KeptContent, refusalOf } from './evidence.ts';

/** 300 files of a finding still make one page and one archive folder a person can read. */
export const MAX_EVIDENCE_ITEMS = 300;

/** Why nothing can be uploaded to measures of a finding in this state. */
export const uploadRefusal = (state: FindingState): DomainError | undefined => {
  if (state === 'closing')
    return {
      kind: 'conflict',
      code: 'closeout_locked',
      message: '销号流程进行中，不能增减材料；如需补充请先退回或撤回申请。',
    };
  return state === 'rectifying' || state === 'continuous'
    ? undefined
    : { kind: 'conflict', code: 'state_not_rectifying', message: '开始整改后才能上传佐证材料。' };
};

/** May this file be announced here? Evidence needs a standing measure and no running case; minutes the running case. */
const checkPlace = (aggregate: FindingAggregate, draft: Evidence): Result<true> => {
  const { finding } = aggregate;
  if (aggregate.evidence.length >= MAX_EVIDENCE_ITEMS)
    return fail('invalid', 'too_many_files', `一个问题最多 ${MAX_EVIDENCE_ITEMS} 份材料，请合并后上传。`);
  if (draft.purpose === 'minutes') {
    if (!finding.closing || finding.closing.caseId !== draft.caseId)
      return fail('conflict', 'case_ended', '该销号流程已经结束，不能再上传会议纪要。');
    return ok(true);
  }
  const refused = uploadRefusal(finding.state);
  if (refused) return { ok: false, error: refused };
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
      (item.status === 'registered' || item.status === 'verified'),
  );
  if (twin)
    return fail('conflict', 'evidence_twice', `这份文件已作为“${twin.fileName}”上传过，不必重复上传。`, {
      details: { evidenceId: twin.id },
    });
  return ok(true);
};

/** A new version follows the verified last one of its chain, of the same measure, and one at a time. */
const checkVersion = (aggregate: FindingAggregate, draft: Evidence): Result<Evidence> => {
  if (!draft.replaces) return ok(draft);
  const older = aggregate.evidence.find(({ id }) => id === draft.replaces);
  if (older?.purpose !== 'measure' || older.measureId !== draft.measureId)
    return fail('invalid', 'version_unknown', '没有找到要更新的材料，请刷新页面后重新选择。', {
      field: 'replaces',
    });
  if (older.status !== 'verified')
    return fail('conflict', 'version_not_current', '只能更新已校验通过的最新版本，请刷新页面查看。');
  const pending = aggregate.evidence.some(
    (item) => item.replaces === older.id && item.status === 'registered',
  );
  if (pending)
    return fail(
      'conflict',
      'version_pending',
      '这份材料已有一个新版本正在上传，请等待、重传或撤回后再更新。',
    );
  return ok({ ...draft, versionNo: (older.versionNo ?? 1) + 1 });
};

const announcement = (draft: Evidence) => ({
  evidenceId: draft.id,
  purpose: draft.purpose,
  measureId: draft.measureId,
  fileName: draft.fileName,
  title: draft.title,
  size: draft.size,
  sha256: draft.sha256,
  formedOn: draft.formedOn,
  source: draft.source,
  takenBy: draft.takenBy,
  replaces: draft.replaces,
});

const checkDraft = (aggregate: FindingAggregate, draft: Evidence, today: string): Result<Evidence> => {
  const checked = checkRegistration(draft, today);
  if (!checked.ok) return checked;
  const placed = checkPlace(aggregate, draft);
  return placed.ok ? checkVersion(aggregate, draft) : placed;
};

/** Announces a file (C04). */
export const registerEvidence = (
  aggregate: FindingAggregate,
  draft: Evidence,
  today: string,
): Result<FindingChange> => {
  const checked = checkDraft(aggregate, draft, today);
  if (!checked.ok) return checked;
  return ok({
    finding: aggregate.finding,
    evidence: [checked.value],
    event: { type: 'evidence.registered', data: announcement(draft) },
  });
};

/** Content that the tenant's vault holds already, and under which item it first came. */
export interface KnownContent extends KeptContent {
  readonly size: number;
  /** Type by content, as the verification saw it. */
  readonly type: string;
  readonly findingId: string;
  readonly evidenceId: string;
}

/** The same content is already verified in this tenant: it is referred to, and counts at once (stored once). */
export const referToContent = (
  aggregate: FindingAggregate,
  draft: Evidence,
  known: KnownContent,
  today: string,
  at: string,
): Result<FindingChange> => {
  const checked = checkDraft(aggregate, { ...draft, size: known.size }, today);
  if (!checked.ok) return checked;
  const refusal = refusalOf(checked.value, {
    size: known.size,
    sha256: draft.sha256,
    type: known.type,
    script: false,
  });
  if (refusal) return fail('invalid', refusal.code, refusal.message, { field: 'fileName' });
  const { findingId, evidenceId, vaultKey, crc32 } = known;
  const item: Evidence = { ...checked.value, status: 'verified', vaultKey, crc32, uploadedAt: at };
  return ok({
    finding: aggregate.finding,
    evidence: counted(aggregate, item),
    event: {
      type: 'evidence.referred',
      data: { ...announcement(item), sameAs: { findingId, evidenceId } },
    },
  });
};

/** The item as verified, and the version it takes the place of. */
const counted = (aggregate: Pick<FindingAggregate, 'evidence'>, item: Evidence): Evidence[] => {
  const older = aggregate.evidence.find(({ id, status }) => id === item.replaces && status === 'verified');
  return older ? [item, { ...older, status: 'replaced', replacedBy: item.id }] : [item];
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

/**
 * The file arrived and is what was announced: it counts from now on. While a case runs the set of material may not
 * change (closeout.md, rule 3): the checked file is kept beside, and counts when the case has come back.
 */
export const verifyEvidence = (
  aggregate: FindingAggregate,
  evidenceId: string,
  content: KeptContent,
  at: string,
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  const item = found.value;
  if (!awaitsFile(item) || item.kept) return fail('conflict', 'evidence_settled', '这份材料已经有校验结果。');
  const data = { evidenceId, sha256: item.sha256, size: item.size };
  if (item.purpose === 'measure' && setIsFrozen(aggregate))
    return ok({
      finding: aggregate.finding,
      evidence: [{ ...item, kept: { ...content, at } }],
      event: { type: 'evidence.kept', data },
    });
  return ok({
    finding: aggregate.finding,
    evidence: counted(aggregate, {
      ...item,
      ...content,
      status: 'verified',
      uploadedAt: at,
      refusal: undefined,
    }),
    event: { type: 'evidence.verified', data: { ...data, replaces: item.replaces } },
  });
};

const setIsFrozen = ({ finding }: FindingAggregate): boolean =>
  finding.state === 'closing' || finding.state === 'closed';

/**
 * What came while the case ran counts now that the finding is back in work. At most a few: whoever applies has no
 * upload outstanding (G01), so only late repeats of refused files end here.
 */
export const admitKept = (aggregate: Pick<FindingAggregate, 'evidence'>): Evidence[] =>
  aggregate.evidence
    .filter((item) => item.kept && awaitsFile(item))
    .flatMap(({ kept, ...item }) =>
      counted(aggregate, {
        ...item,
        vaultKey: kept?.vaultKey,
        crc32: kept?.crc32,
        uploadedAt: kept?.at,
        status: 'verified',
        refusal: undefined,
      }),
    );

/** The file is not what was announced: refused with the reason; the upload can be repeated. */
export const refuseEvidence = (
  aggregate: FindingAggregate,
  evidenceId: string,
  refusal: { readonly code: RefusalCode; readonly message: string },
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (found.value.status !== 'registered' || found.value.kept)
    return fail('conflict', 'evidence_settled', '这份材料已经有校验结果。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, status: 'refused', refusal }],
    event: { type: 'evidence.refused', data: { evidenceId, ...refusal } },
  });
};

/** May a file still be sent for this announcement? Not for one that has its result, and not while a case runs. */
export const mayUpload = (aggregate: FindingAggregate, evidenceId: string): Result<Evidence> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (found.value.status !== 'registered' && found.value.status !== 'refused')
    return fail('conflict', 'evidence_settled', '这份材料已经校验通过，不需要重传。');
  if (found.value.purpose === 'measure' && aggregate.finding.state === 'closing')
    return fail('conflict', 'closeout_locked', '销号流程进行中，不能增减材料。');
  return found;
};

/** A new upload address for the same announcement, after a failed or refused upload. */
export const renewUpload = (
  aggregate: FindingAggregate,
  evidenceId: string,
  file: Pick<Evidence, 'size' | 'sha256'>,
): Result<FindingChange> => {
  const found = mayUpload(aggregate, evidenceId);
  if (!found.ok) return found;
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, ...file, status: 'registered', refusal: undefined, kept: undefined }],
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
  if (found.value.status === 'replaced')
    return fail('conflict', 'evidence_settled', '旧版本保留备查，不能撤回；如需撤回请撤回最新版本。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, status: 'withdrawn', withdrawnReason: reason }],
    event: { type: 'evidence.withdrawn', data: { evidenceId, reason } },
  });
};

/** A legal hold, or its end, with the reason; it changes nothing about what counts, so it may come at any time. */
export const setLegalHold = (
  aggregate: FindingAggregate,
  evidenceId: string,
  hold: LegalHold | undefined,
  reason: string,
): Result<FindingChange> => {
  const found = find(aggregate, evidenceId);
  if (!found.ok) return found;
  if (!found.value.vaultKey)
    return fail('conflict', 'evidence_not_verified', '材料还没有通过校验，没有可以冻结的文件。');
  if (Boolean(found.value.hold) === Boolean(hold))
    return fail('conflict', 'hold_unchanged', hold ? '这份材料已经冻结。' : '这份材料没有冻结。');
  return ok({
    finding: aggregate.finding,
    evidence: [{ ...found.value, hold }],
    event: { type: hold ? 'evidence.held' : 'evidence.released', data: { evidenceId, reason } },
  });
};
