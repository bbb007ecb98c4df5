/**
 * Cold starts, side by side: every function of the synthesised assembly beside an empty one, middy, the bare client of
 * the table with the SDK's defaults, and everything a function is often begun with in one bundle. Fresh processes, one
 * of each in turn, so that a busy spell of the machine falls on all. `npm run bench:cold -- --starts 20`.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readAssembly } from '@xuncha/local';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../infra/constructs/function-bundle.ts';
import { prepareAssembly } from '../../scripts/prepare-assembly.ts';
import { loadedFirst } from './cold/loaded-first.ts';

const PEERS = ['empty', 'middy', 'bare-client', 'everything'] as const;
const START = join(import.meta.dirname, 'cold/start.mjs');
/** Nobody answers there: a function that asks something of a service before its first request would be seen to fail. */
const NOWHERE = 'http://127.0.0.1:9';

interface Variant {
  readonly name: string;
  /** An API function is what a person waits for. */
  readonly api: boolean;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Bytes of what is loaded before the handler is ready, and of what is left for later. */
  readonly bytes: number;
  readonly laterBytes: number;
}
interface Start {
  /** Milliseconds from the start of the process, and from the first line of the bundle. */
  readonly ready: number;
  readonly init: number;
}

const kilobytes = (bytes: number): number => Math.round(bytes / 1_000);
const tenth = (value: number): number => Math.round(value * 10) / 10;
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Where the assembly would be deployed. */
const PLACE = { region: 'cn-north-1', accountId: '000000000000' };
const AWS = {
  AWS_REGION: PLACE.region,
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_ENDPOINT_URL: NOWHERE,
};

/** The SDK as it is installed: bundled and minified, and nothing of it replaced. */
const PEER_OPTIONS: BuildOptions = { ...BUNDLE_OPTIONS, alias: {} };

const peers = async (directory: string): Promise<Variant[]> => {
  await build({
    ...PEER_OPTIONS,
    write: true,
    entryPoints: PEERS.map((name) => join(import.meta.dirname, `cold/${name}.ts`)),
    outdir: directory,
  });
  return PEERS.map((name) => {
    const file = join(directory, `${name}.mjs`);
    return { name, api: false, file, environment: AWS, bytes: statSync(file).size, laterBytes: 0 };
  });
};

const ours = async (): Promise<Variant[]> => {
  const model = readAssembly(await prepareAssembly(say), PLACE);
  return model.functions.flatMap(({ bundle, environment, stackName, logicalId }) => {
    // Those of CDK's own custom resources are no bundles of ours.
    if (!bundle || !existsSync(join(bundle, 'index.mjs'))) return [];
    const sizeOf = (names: Iterable<string>): number =>
      [...names].reduce((sum, name) => sum + statSync(join(bundle, name)).size, 0);
    const bytes = sizeOf(loadedFirst((name) => readFileSync(join(bundle, name), 'utf8')));
    const all = sizeOf(readdirSync(bundle));
    return [
      {
        // The logical id without the hash at its end.
        name: logicalId.replace(/[0-9A-F]{8}$/, ''),
        api: /-(api|functions)$/.test(stackName),
        file: join(bundle, 'index.mjs'),
        environment: { ...AWS, ...environment },
        bytes,
        laterBytes: all - bytes,
      },
    ];
  });
};

const startOnce = ({ file, environment }: Variant): Start => {
  const spawnedAt = performance.timeOrigin + performance.now();
  const answer = execFileSync(process.execPath, [START, pathToFileURL(file).href], {
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
  });
  const { init, readyAt }: { init: number; readyAt: number } = JSON.parse(answer);
  return { ready: readyAt - spawnedAt, init };
};

const measure = (variants: readonly Variant[], starts: number): Map<Variant, Start[]> => {
  const samples = new Map<Variant, Start[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round <= starts; round += 1) {
    for (const [variant, kept] of samples) {
      const start = startOnce(variant);
      // The first round only reads the files.
      if (round > 0) kept.push(start);
    }
    if (round > 0 && round % 5 === 0) say(`${round} of ${starts} starts of each …`);
  }
  return samples;
};

/** Of one round each: what the machine was busy with then falls on both. */
const ratio = (ones: readonly Start[], others: readonly Start[]): number =>
  Math.round(median(ones.map(({ init }, round) => init / (others[round]?.init ?? Number.NaN))) * 100) / 100;

const { values } = parseArgs({ options: { starts: { type: 'string', default: '20' } } });
const starts = Number(values.starts);
const directory = mkdtempSync(join(tmpdir(), 'xuncha-cold-'));
try {
  const variants = [...(await peers(directory)), ...(await ours())];
  const samples = measure(variants, starts);
  const startsOf = (name: string): readonly Start[] =>
    [...samples].find(([variant]) => variant.name === name)?.[1] ?? [];
  const bare = startsOf('bare-client');
  const everything = startsOf('everything');
  const functions = [...samples].map(([{ name, api, bytes, laterBytes }, all]) => ({
    name,
    api,
    kB: kilobytes(bytes),
    laterKB: kilobytes(laterBytes),
    readyMs: tenth(median(all.map(({ ready }) => ready))),
    initMs: tenth(median(all.map(({ init }) => init))),
    ofBareClient: ratio(all, bare),
    ofEverything: ratio(all, everything),
  }));
  console.table(Object.fromEntries(functions.map(({ name, ...figures }) => [name, figures])));
  const results = resolve(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  const record = { starts, node: process.version, functions };
  writeFileSync(join(results, 'cold.json'), `${JSON.stringify(record, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
