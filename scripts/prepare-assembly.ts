import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '..');
/** Build results of `npm start`, apart from `cdk.out`, which a deployment of another stage may have filled. */
const BUILD = join(ROOT, '.local/build');
const ASSEMBLY = join(BUILD, 'assembly');
const LOCK = join(BUILD, 'lock');
const WEB_BUILD = join(ROOT, 'web/dist');

/** What the web build depends on. */
const WEB_INPUTS = [
  'web/**/*',
  'packages/{contracts,domain}/**/*',
  'docs/openapi.json',
  'package-lock.json',
  'tsconfig.json',
];
/** What the assembly depends on, besides the built web app. */
const ASSEMBLY_INPUTS = [
  'infra/**/*',
  'functions/**/*',
  'packages/*/src/**/*',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];
const NOT_INPUTS = ['**/dist/**', '**/node_modules/**', '**/*.test.ts', '**/*.test.tsx', 'packages/local/**'];

/** One hash over names and contents of the files that match. */
function hashInputs(patterns: readonly string[], extra: string): string {
  const hash = createHash('sha256').update(extra);
  const files = globSync([...patterns], { cwd: ROOT, exclude: NOT_INPUTS, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function savedHash(name: string): string | undefined {
  const path = join(BUILD, `${name}.hash`);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function saveHash(name: string, hash: string): void {
  mkdirSync(BUILD, { recursive: true });
  writeFileSync(join(BUILD, `${name}.hash`), hash);
}

/** Runs a script of the project under this Node; its output is shown only when it fails. */
async function run(script: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  const output: Buffer[] = [];
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new Error(`${script} ended with ${code}.`);
}

async function buildWeb(hash: string): Promise<void> {
  await run('node_modules/vite/bin/vite.js', ['build', 'web', '--logLevel', 'warn'], {
    NODE_ENV: 'production',
  });
  saveHash('web', hash);
}

/** Synthesises beside the old assembly and swaps, so that an interrupted synthesis leaves no half assembly. */
async function synthesise(hash: string): Promise<void> {
  const fresh = `${ASSEMBLY}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const { context = {} } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context?: object };
  await run('infra/bin/app.ts', [], {
    CDK_OUTDIR: fresh,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // CDK's own checks of the templates are half the synthesis (4 of 7 s of CPU). Deployments and test/infra run them.
    CDK_VALIDATION: 'false',
  });
  rmSync(ASSEMBLY, { recursive: true, force: true });
  renameSync(fresh, ASSEMBLY);
  saveHash('assembly', hash);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** One process builds at a time; the others wait and then find everything built. A dead builder's lock is taken over. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(BUILD, { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const holder = existsSync(LOCK) ? Number(readFileSync(LOCK, 'utf8')) : Number.NaN;
      // Between creation and the first byte the file reads as 0: somebody has just taken it.
      if (holder > 0 && !isAlive(holder)) rmSync(LOCK, { force: true });
      else await pause(100);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/**
 * Builds the web app and synthesises the cloud assembly, each only when its inputs have changed.
 * @returns the assembly's directory
 */
export async function prepareAssembly(say: (line: string) => void): Promise<string> {
  return await locked(async () => await build(say));
}

async function build(say: (line: string) => void): Promise<string> {
  const webHash = hashInputs(WEB_INPUTS, process.version);
  if (savedHash('web') !== webHash || !existsSync(join(WEB_BUILD, 'index.html'))) {
    say('正在构建前端 · Building the web app …');
    await buildWeb(webHash);
  }
  const assemblyHash = hashInputs(ASSEMBLY_INPUTS, webHash);
  if (savedHash('assembly') !== assemblyHash || !existsSync(join(ASSEMBLY, 'manifest.json'))) {
    say('正在合成云端定义 · Synthesising the cloud assembly …');
    await synthesise(assemblyHash);
  }
  return ASSEMBLY;
}
