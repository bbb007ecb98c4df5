import type { BlobDraft, ByteRange, Segment } from './blob-files.ts';
import { createHasher, type HashName } from './checksums.ts';
import type { ReceivedBody, RequestBody } from './request-body.ts';
import type { Store } from './store.ts';

/**
 * Brings data into a new blob and hands it to `keep`, which commits it. If anything fails, nothing stays.
 */
async function intoBlob<R, T>(
  store: Store,
  { size, description }: { readonly size: number; readonly description: string },
  fill: (draft: BlobDraft) => Promise<R>,
  keep: (segment: Segment, received: R) => Promise<T>,
): Promise<T> {
  const draft = await store.blobs.draft(size);
  try {
    const received = await fill(draft);
    return await keep(await draft.publish(description), received);
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Stores the body of a request. */
export function ingestBody<T>(
  store: Store,
  body: RequestBody,
  wanted: readonly HashName[],
  description: string,
  keep: (segment: Segment, received: ReceivedBody) => Promise<T>,
): Promise<T> {
  return intoBlob(
    store,
    { size: body.length, description },
    (draft) => body.receive((data) => draft.append(data), wanted),
    keep,
  );
}

/** Stores a copy of a range of another object; the bytes go once through a buffer and the hashes. */
export async function ingestCopy<T>(
  store: Store,
  source: { readonly segments: readonly Segment[]; readonly range: ByteRange },
  wanted: readonly HashName[],
  description: string,
  keep: (segment: Segment, digests: ReadonlyMap<HashName, string>) => Promise<T>,
): Promise<T> {
  const release = store.blobs.pin(source.segments);
  try {
    const size = source.range.end - source.range.start;
    return await intoBlob(
      store,
      { size, description },
      (draft) => copyInto(store, draft, source, wanted),
      keep,
    );
  } finally {
    await release();
  }
}

async function copyInto(
  store: Store,
  draft: BlobDraft,
  source: { readonly segments: readonly Segment[]; readonly range: ByteRange },
  wanted: readonly HashName[],
): Promise<ReadonlyMap<HashName, string>> {
  const names = [...new Set(wanted)];
  const hashers = await Promise.all(names.map(async (name) => ({ name, hasher: await createHasher(name) })));
  await store.blobs.read(
    source.segments,
    source.range,
    () => draft.space(),
    (data) => {
      for (const { hasher } of hashers) hasher.update(data);
      draft.advance(data.length);
    },
  );
  return new Map(hashers.map(({ name, hasher }) => [name, hasher.digest().toString('base64')]));
}
