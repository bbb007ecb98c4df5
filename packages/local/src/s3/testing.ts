import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { type S3Server, type S3ServerOptions, startS3Server } from './server.ts';
import { ACCESS_KEY, REGION, SECRET } from './test-settings.ts';

/** A directory that goes away with the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface TestBench {
  readonly server: S3Server;
  readonly dataDir: string;
  readonly client: S3Client;
}

/** The real server on a free port, and the SDK's client for it; both end with the test. */
export async function startBench(
  options: Partial<S3ServerOptions> = {},
  clientConfig: S3ClientConfig = {},
): Promise<TestBench> {
  const dataDir = options.dataDir ?? (await temporaryDirectory());
  const server = await startS3Server({
    port: 0,
    region: REGION,
    credentials: (id) => (id === ACCESS_KEY ? SECRET : undefined),
    fsync: false,
    ...options,
    dataDir,
  });
  onTestFinished(() => server.close());
  return { server, dataDir, client: clientFor(server.url, clientConfig) };
}

export function clientFor(url: string, config: S3ClientConfig = {}): S3Client {
  const client = new S3Client({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET },
    maxAttempts: 1,
    ...config,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** Code and status of the S3 error a promise is rejected with; fails when it is not rejected. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status = metadata && typeof metadata === 'object' ? Reflect.get(metadata, 'httpStatusCode') : '';
    return `${status} ${error.name}`;
  }
  throw new Error('expected a refusal');
}

/** Bytes that differ from one place to the next. */
export function patternedBytes(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed >>> 0 || 1;
  for (let offset = 0; offset < size; offset++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[offset] = state >>> 24;
  }
  return bytes;
}

export const MIB = 1024 * 1024;
