import type { S3Client } from '@aws-sdk/client-s3';
import { ArchiveComposer, type ArchiveSource, createUpload, openUpload } from '@xuncha/archive';
import type { Place } from './streaming.ts';

export async function compose(
  client: S3Client,
  place: Place,
  sources: readonly ArchiveSource[],
): Promise<{ readonly lowerBound: number; readonly size: number }> {
  const composer = new ArchiveComposer(client, sources);
  const upload = openUpload(client, place, await createUpload(client, place));
  await composer.advance(upload, { notes: [], goOn: () => true });
  await composer.complete(upload);
  return { lowerBound: composer.plan.lowerBound, size: composer.plan.size };
}
