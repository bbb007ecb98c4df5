import type { OperationId, OutputOf } from '@xuncha/contracts';
import { authorize, type Evidence, mayUpload, PART_BYTES, partsOf } from '@xuncha/domain';
import { type Call, type Handler, HttpProblem, notFound, problemOf } from '@xuncha/http';
import { loadFinding, type PartedUpload, readPartedUpload, savePartedUpload } from '@xuncha/store';
import { evidenceKeys } from '../../evidence/evidence-keys.ts';
import type { FinishedPart, PartedPlace } from '../../evidence/part-transfer.ts';
import type { EvidenceDeps } from './evidence-deps.ts';
import { evidenceView } from './evidence-view.ts';

type ItemCall = Pick<Call<OperationId>, 'scope' | 'principal' | 'at'> & {
  readonly params: { readonly findingId: string; readonly evidenceId: string };
};

const expired = (): HttpProblem =>
  new HttpProblem(409, 'upload_expired', '上次的上传已过期，请重新选择文件上传。');

/** The announced item, if its file may be sent now by this person. */
const awaitedItem = async (
  { scope, principal, params }: ItemCall,
  { table }: EvidenceDeps,
): Promise<Evidence> => {
  const aggregate = await loadFinding(table, scope, params.findingId);
  const item = aggregate?.evidence.find(({ id }) => id === params.evidenceId);
  if (!aggregate || !item) throw notFound();
  const action = item.purpose === 'minutes' ? 'minutes.add' : 'evidence.add';
  const allowed = authorize(principal, action, scope.tenantId);
  if (!allowed.ok) throw problemOf(allowed.error);
  const checked = mayUpload(aggregate, item.id);
  if (!checked.ok) throw problemOf(checked.error);
  return item;
};

/** What needs the SDK's client of S3 is loaded with it. */
const transfer = () => import('../../evidence/part-transfer.ts');

const keyOf = ({ scope, params }: ItemCall): string =>
  evidenceKeys.upload(scope.tenantId, params.findingId, params.evidenceId);

const recordPlace = ({ scope, params }: ItemCall) => ({
  tenantId: scope.tenantId,
  findingId: params.findingId,
  id: params.evidenceId,
});

interface Running {
  readonly record: PartedUpload;
  readonly place: PartedPlace;
  readonly finished: readonly FinishedPart[];
}

/** The upload under way for exactly the announced file, with what S3 holds of it. */
const runningUpload = async (
  call: ItemCall,
  deps: EvidenceDeps,
  item: Evidence,
): Promise<Running | 'completed' | undefined> => {
  const record = await readPartedUpload(deps.table, recordPlace(call));
  if (!record || record.sha256 !== item.sha256 || record.size !== item.size) return undefined;
  if (record.completedAt) return 'completed';
  const place = { bucket: deps.intakeBucket, key: keyOf(call), uploadId: record.uploadId };
  const { finishedParts } = await transfer();
  const finished = await finishedParts(await deps.client(), place);
  return finished && { record, place, finished };
};

const partedView = (size: number, finished: readonly FinishedPart[]): OutputOf<'evidence.startParts'> => {
  const { count, sizeOf } = partsOf(size);
  return {
    partSize: PART_BYTES,
    parts: count,
    finished: finished
      .filter((part) => part.number <= count && part.size === sizeOf(part.number))
      .map(({ number, sha256 }) => ({ number, sha256 })),
  };
};

/** Begins an upload in parts, or tells how far the one under way has come: from any browser, after any interruption. */
export const startPartedUpload: Handler<'evidence.startParts', EvidenceDeps> = async (call, deps) => {
  const item = await awaitedItem(call, deps);
  const running = await runningUpload(call, deps, item);
  if (running && running !== 'completed') return { body: partedView(item.size, running.finished) };
  const { startParts } = await transfer();
  const uploadId = await startParts(await deps.client(), { bucket: deps.intakeBucket, key: keyOf(call) });
  const { sha256, size } = item;
  await savePartedUpload(deps.table, recordPlace(call), { uploadId, sha256, size, startedAt: call.at });
  return { body: partedView(size, []) };
};

/** Addresses for some parts; what S3 receives through them is what was signed, or nothing. */
export const signPartAddresses: Handler<'evidence.signParts', EvidenceDeps> = async (call, deps) => {
  const item = await awaitedItem(call, deps);
  const record = await readPartedUpload(deps.table, recordPlace(call));
  if (!record || record.completedAt || record.sha256 !== item.sha256 || record.size !== item.size)
    throw expired();
  const { count, sizeOf } = partsOf(item.size);
  if (call.body.parts.some(({ number }) => number > count))
    throw new HttpProblem(422, 'part_unknown', '分片编号超出文件大小，请重新选择文件上传。');
  const place = { bucket: deps.intakeBucket, key: keyOf(call), uploadId: record.uploadId };
  const { partAddress, partExpiry } = await transfer();
  const client = await deps.client();
  const parts = await Promise.all(
    call.body.parts.map(({ number, sha256 }) =>
      partAddress(client, place, { number, sha256, size: sizeOf(number) }),
    ),
  );
  return { body: { parts, expiresAt: partExpiry() } };
};

const missingOf = (size: number, finished: readonly FinishedPart[]): number[] => {
  const { count } = partsOf(size);
  const there = new Set(partedView(size, finished).finished.map(({ number }) => number));
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => !there.has(number));
};

/** Joins the parts. Said twice, it has happened once; what is still missing is named. */
export const completePartedUpload: Handler<'evidence.completeParts', EvidenceDeps> = async (call, deps) => {
  const item = await awaitedItem(call, deps);
  const running = await runningUpload(call, deps, item);
  if (running === 'completed') return { body: evidenceView(item) };
  if (!running) throw expired();
  const missing = missingOf(item.size, running.finished);
  if (missing.length > 0)
    throw new HttpProblem(409, 'parts_missing', `还有 ${missing.length} 个分片没有传完，请继续上传。`, {
      details: { missing },
    });
  const { joinParts } = await transfer();
  await joinParts(await deps.client(), running.place, running.finished);
  await savePartedUpload(deps.table, recordPlace(call), { ...running.record, completedAt: call.at });
  return { body: evidenceView(item) };
};

/** Gives the transfer up; the announcement stays and can be sent again. */
export const abortPartedUpload: Handler<'evidence.abortParts', EvidenceDeps> = async (call, deps) => {
  const item = await awaitedItem(call, deps);
  const record = await readPartedUpload(deps.table, recordPlace(call));
  if (record && !record.completedAt) {
    const { dropParts } = await transfer();
    const place = { bucket: deps.intakeBucket, key: keyOf(call), uploadId: record.uploadId };
    await dropParts(await deps.client(), place);
  }
  return { body: evidenceView(item) };
};
