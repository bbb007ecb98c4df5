import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { FileSource } from '@xuncha/archive';
import { makeZip } from 'client-zip';
import { opened, type Place, send } from './streaming.ts';

export async function withClientZip(
  client: S3Client,
  place: Place,
  files: readonly FileSource[],
): Promise<void> {
  async function* inputs() {
    for await (const { file, body } of opened(client, files))
      yield { name: file.name, size: file.object.size, lastModified: new Date(0), input: body };
  }
  await send(client, place, Readable.fromWeb(makeZip(inputs()) as never));
}
