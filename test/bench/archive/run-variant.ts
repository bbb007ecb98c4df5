/**
 * One run of one variant, in a process that loads nothing but what the variant needs: its time, bytes and peak memory are
 * its own. Started by archive.ts with a task as JSON.
 */
import { existsSync, readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import type { ArchiveSource, FileSource } from '@xuncha/archive';
import { observeLink } from './link.ts';
import type { Place } from './streaming.ts';

export interface Task {
  readonly endpoint: string;
  readonly bucket: string;
  readonly variant: 'archiver' | 'client-zip' | 'composed';
  /** A file with a JSON array of sources. */
  readonly sources: string;
  readonly modelled: boolean;
}

export interface Measurement {
  readonly seconds: number;
  readonly bytes: number;
  readonly peakMiB: number;
  readonly lowerBound?: number;
  readonly size?: number;
}

interface Facts {
  readonly lowerBound?: number;
  readonly size?: number;
}
type Work = (client: S3Client, place: Place, sources: readonly ArchiveSource[]) => Promise<Facts>;

const filesOf = (sources: readonly ArchiveSource[]): FileSource[] =>
  sources.filter((source): source is FileSource => source.kind === 'file');

/** The work of a variant, its library loaded. */
const workOf = async (variant: Task['variant']): Promise<Work> => {
  if (variant === 'composed') return (await import('./composing.ts')).compose;
  const stream = await streaming(variant);
  return async (client, place, sources) => {
    await stream(client, place, filesOf(sources));
    return {};
  };
};

const streaming = async (variant: Exclude<Task['variant'], 'composed'>) => {
  if (variant === 'archiver') return (await import('./with-archiver.ts')).withArchiver;
  return (await import('./with-client-zip.ts')).withClientZip;
};

const STATUS = '/proc/self/status';

/**
 * Largest resident memory of this process. Not `resourceUsage().maxRSS` where it can be helped: on Linux that begins with
 * the size of the process that started this one.
 */
const peakMiB = (): number => {
  if (!existsSync(STATUS)) return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1]) / 1024;
};

const measure = async ({ endpoint, bucket, variant, sources, modelled }: Task): Promise<Measurement> => {
  const work = await workOf(variant);
  const all: ArchiveSource[] = JSON.parse(readFileSync(sources, 'utf8'));
  const credentials = { accessKeyId: 'b', secretAccessKey: 'b' };
  const client = new S3Client({ endpoint, region: 'cn-north-1', credentials });
  const traffic = observeLink(client, modelled);
  const start = performance.now();
  const facts = await work(client, { bucket, key: 'out.zip' }, all);
  const seconds = (performance.now() - start) / 1000;
  client.destroy();
  return { seconds, bytes: traffic.bytes, peakMiB: peakMiB(), ...facts };
};

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? ''))));
