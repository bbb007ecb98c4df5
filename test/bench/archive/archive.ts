/**
 * Composing an archive inside S3 beside streaming it through a process: `node test/bench/archive/archive.ts` (two
 * rounds), `--full` for five rounds and 5 GiB. Up to an hour on a busy machine; `small`, `large`, `mixed` and `5GiB` name
 * what is to be run, and the other rows of the results stay as they are.
 *
 * Every run is a process of its own, so its time, bytes and peak memory are its own; the S3 server is another one. The
 * variants alternate within a round; ratios are of runs of the same round, and their median is reported. Data lies on
 * the memory disk. `link` gives every request 20–40 ms and each direction 75 MB/s.
 */
import { execFile, fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ArchiveSource, buildPacks, type FileSource } from '@xuncha/archive';
import { startS3Server } from '@xuncha/local/s3/index';
import { ARCHIVE_HEAP, heapOptions } from '../../../infra/constructs/function-heap.ts';
import { CORPORA, type CorpusName, contentOf } from './corpora.ts';
import type { Measurement, Task } from './run-variant.ts';

const run = promisify(execFile);
const SELF = fileURLToPath(import.meta.url);
const RUN_VARIANT = fileURLToPath(new URL('./run-variant.ts', import.meta.url));
const BUCKET = 'bench';
const FULL = process.argv.includes('--full');
const ROUNDS = FULL ? 5 : 2;
const MIB = 1024 * 1024;
/** The mixed corpus five times over. */
const FIVE = '5GiB';

const clientOf = (endpoint: string): S3Client =>
  new S3Client({ endpoint, region: 'cn-north-1', credentials: { accessKeyId: 'b', secretAccessKey: 'b' } });

/** The server alone in its process. */
async function serve(dataDir: string): Promise<void> {
  const server = await startS3Server({
    dataDir,
    port: 0,
    region: 'cn-north-1',
    credentials: () => 'b',
    fsync: false,
  });
  // Under the product's key, as its buckets are.
  await server.createBucket(BUCKET, { encryption: { algorithm: 'aws:kms' } });
  process.send?.(server.url);
}

/** What composes has the heap of the deployed function; a streaming library has what Node takes by itself. */
async function inChild(task: Omit<Task, 'bucket'>): Promise<Measurement> {
  const heap = task.variant === 'composed' ? heapOptions(ARCHIVE_HEAP) : [];
  const { stdout } = await run(process.execPath, [
    ...heap,
    RUN_VARIANT,
    JSON.stringify({ ...task, bucket: BUCKET }),
  ]);
  return JSON.parse(stdout);
}

async function timed(command: string, args: readonly string[]): Promise<Measurement> {
  const start = performance.now();
  await run(command, args);
  return { seconds: (performance.now() - start) / 1000, bytes: 0, peakMiB: 0 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

interface Corpus {
  readonly name: CorpusName;
  readonly loose: string;
  readonly packed: string;
  readonly folder: string;
}

async function prepare(client: S3Client, work: string, name: CorpusName, scale: number): Promise<Corpus> {
  const folder = join(work, `${name}-files`);
  const files: FileSource[] = [];
  const runs: ArchiveSource[] = [];
  const byFinding = Map.groupBy(CORPORA[name](scale), ({ finding }) => finding);
  for (const [finding, members] of byFinding) {
    const sources: FileSource[] = [];
    for (const file of members) {
      const content = contentOf(file);
      const key = `${name}/${files.length + sources.length}`;
      const { ETag } = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }));
      sources.push({
        kind: 'file',
        name: file.name,
        object: { bucket: BUCKET, key, size: file.size, etag: ETag ?? '' },
      });
      if (scale > 1) continue;
      mkdirSync(dirname(join(folder, file.name)), { recursive: true });
      writeFileSync(join(folder, file.name), content);
    }
    files.push(...sources);
    const place = { client, bucket: BUCKET, prefix: `packs/${name}/${finding}` };
    runs.push(...(await buildPacks(place, sources)));
  }
  const corpus = {
    name,
    folder,
    loose: join(work, `${name}.json`),
    packed: join(work, `${name}-packs.json`),
  };
  writeFileSync(corpus.loose, JSON.stringify(files));
  writeFileSync(corpus.packed, JSON.stringify(runs));
  return corpus;
}

type Variants = Readonly<Record<string, () => Promise<Measurement>>>;

function variantsOf(endpoint: string, corpus: Corpus, work: string): Variants {
  const child = (variant: Task['variant'], sources: string, modelled: boolean) => () =>
    inChild({ endpoint, variant, sources, modelled });
  const { loose, packed, folder } = corpus;
  const copy = join(work, 'copy');
  return {
    archiver: child('archiver', loose, false),
    'client-zip': child('client-zip', loose, false),
    composed: child('composed', loose, false),
    packs: child('composed', packed, false),
    'archiver, link': child('archiver', loose, true),
    'composed, link': child('composed', loose, true),
    'packs, link': child('composed', packed, true),
    'zip -0': async () => {
      const measured = await timed('zip', ['-0', '-q', '-r', join(work, 'out.zip'), folder]);
      rmSync(join(work, 'out.zip'));
      return measured;
    },
    'cp -r': async () => {
      const measured = await timed('cp', ['-r', folder, copy]);
      rmSync(copy, { recursive: true });
      return measured;
    },
  };
}

const hasZip = async (): Promise<boolean> => {
  try {
    await run('zip', ['--version']);
    return true;
  } catch {
    console.log('zip is not installed: its line is left out');
    return false;
  }
};

async function compare(endpoint: string, client: S3Client, corpus: Corpus, work: string) {
  const withZip = await hasZip();
  const variants = Object.entries(variantsOf(endpoint, corpus, work)).filter(
    ([name]) => withZip || name !== 'zip -0',
  );
  const runs = new Map<string, Measurement[]>(variants.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, measureOne] of variants) {
      runs.get(name)?.push(await measureOne());
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'out.zip' }));
    }
  const load = rounded(loadavg()[2] ?? 0, 0);
  const of = (name: string): Measurement[] => runs.get(name) ?? [];
  /** Median over the rounds of this run against the faster of the others in the same round. */
  const ratio = (name: string, ...others: string[]): number =>
    rounded(
      median(
        of(name).map(
          ({ seconds }, round) =>
            seconds / Math.min(...others.map((other) => of(other)[round]?.seconds ?? Number.NaN)),
        ),
      ),
    );
  return variants.map(([name]) => {
    const link = name.endsWith('link');
    const [one] = of(name);
    return {
      corpus: corpus.name,
      variant: name,
      rounds: ROUNDS,
      load,
      seconds: rounded(median(of(name).map(({ seconds }) => seconds))),
      'of fastest streaming': link ? ratio(name, 'archiver, link') : ratio(name, 'archiver', 'client-zip'),
      ...(withZip && !link ? { 'of zip -0': ratio(name, 'zip -0') } : {}),
      'MB through': rounded((one?.bytes ?? 0) / 1e6, 1),
      ...(one?.lowerBound ? { 'of bound': rounded(one.bytes / (2 * one.lowerBound), 3) } : {}),
      ...(one?.size ? { '% of archive': rounded((100 * one.bytes) / one.size, 3) } : {}),
      'peak MiB': rounded(median(of(name).map(({ peakMiB }) => peakMiB)), 0),
    };
  });
}

async function main(): Promise<void> {
  const named = process.argv.slice(2).filter((one) => !one.startsWith('--'));
  const wanted = (name: string): boolean => (named.length > 0 ? named.includes(name) : name !== FIVE || FULL);
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  for (const name of ['small', 'large', 'mixed'] as const)
    if (wanted(name))
      await withServer(memory, async ({ endpoint, client, work }) => {
        const corpus = await prepare(client, work, name, 1);
        report(name, await compare(endpoint, client, corpus, work));
      });
  // On the disk: 5 GiB twice are too much for memory; only the peak is looked at.
  if (wanted(FIVE))
    await withServer(tmpdir(), async ({ endpoint, client, work }) => {
      const corpus = await prepare(client, work, 'mixed', 5);
      const rows: object[] = [];
      for (const [variant, sources] of [
        ['composed', corpus.loose],
        ['packs', corpus.packed],
      ] as const) {
        const measured = await inChild({ endpoint, variant: 'composed', sources, modelled: false });
        const { seconds, bytes, peakMiB } = measured;
        rows.push({
          corpus: FIVE,
          variant,
          rounds: 1,
          load: rounded(loadavg()[0] ?? 0, 0),
          seconds: rounded(seconds),
          'MB through': rounded(bytes / 1e6, 1),
          'peak MiB': rounded(peakMiB, 0),
        });
        await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'out.zip' }));
      }
      report(FIVE, rows);
    });
}

const RESULTS = new URL('../results/archive.json', import.meta.url);

/** After each corpus, so that a run that is broken off has told what it knows. */
function report(corpus: string, rows: readonly object[]): void {
  console.table(rows);
  const before: { readonly rows: readonly { readonly corpus: string }[] } = existsSync(RESULTS)
    ? JSON.parse(readFileSync(RESULTS, 'utf8'))
    : { rows: [] };
  const all = [...before.rows.filter((row) => row.corpus !== corpus), ...rows];
  mkdirSync(new URL('.', RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({ rows: all }, undefined, 2)}\n`);
}

interface Bench {
  readonly endpoint: string;
  readonly client: S3Client;
  readonly work: string;
}

async function withServer(parent: string, work: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(parent, 'bench-archive-'));
  // The first write to a page of memory is ten times slower than the next: let the system have it before measuring.
  writeFileSync(join(folder, 'touch'), Buffer.alloc(1024 * MIB, 1));
  rmSync(join(folder, 'touch'));
  const server = fork(SELF, ['--serve', join(folder, 's3')]);
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      server.once('message', (url) => resolve(String(url)));
      server.once('exit', () => reject(new Error('the S3 server ended')));
    });
    const client = clientOf(endpoint);
    await work({ endpoint, client, work: folder });
    client.destroy();
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , mode, argument = ''] = process.argv;
if (mode === '--serve') await serve(argument);
else await main();
