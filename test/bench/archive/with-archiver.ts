import type { S3Client } from '@aws-sdk/client-s3';
import type { FileSource } from '@xuncha/archive';
import { ZipArchive } from 'archiver';
import { opened, type Place, send } from './streaming.ts';

export async function withArchiver(
  client: S3Client,
  place: Place,
  files: readonly FileSource[],
): Promise<void> {
  const zip = new ZipArchive({ store: true });
  const sending = send(client, place, zip);
  for await (const { file, body } of opened(client, files)) {
    const added = new Promise((resolve) => zip.once('entry', resolve));
    zip.append(body, { name: file.name });
    await added;
  }
  await zip.finalize();
  await sending;
}
