import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { BUNDLE_OPTIONS, functionCode, PROJECT_ROOT } from '../../infra/constructs/function-bundle.ts';

const ENTRY = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
const clients = [new DynamoDBClient({}), new S3Client({})];
const found = await Promise.allSettled(clients.map((client) => client.config.credentials()));
console.log(JSON.stringify(found.map((one) => one.value ?? { refused: one.reason.message })));
`;

const directory = mkdtempSync(join(tmpdir(), 'xuncha-bundle-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function build(alias: Record<string, string>): Uint8Array {
  const { outputFiles } = buildSync({
    ...BUNDLE_OPTIONS,
    alias,
    stdin: { contents: ENTRY, resolveDir: PROJECT_ROOT, sourcefile: 'entry.ts' },
    outfile: join(directory, 'index.mjs'),
    outExtension: undefined,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

describe('function bundles', () => {
  const bundle = build(BUNDLE_OPTIONS.alias);
  const file = join(directory, 'index.mjs');
  writeFileSync(file, bundle);
  const run = (env: Record<string, string>): unknown =>
    JSON.parse(
      execFileSync(process.execPath, [file], { env: { AWS_REGION: 'x', ...env }, encoding: 'utf8' }),
    );

  test('take credentials from the environment, for every client', () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    const expected = expect.objectContaining({ accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' });
    expect(run(credentials)).toEqual([expected, expected]);
  });

  test('say what is missing without them', () => {
    const refused = { refused: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set' };
    expect(run({ AWS_ACCESS_KEY_ID: 'a' })).toEqual([refused, refused]);
  });

  test('leave the SDK’s own credential chain out', () => {
    // 330 kB → 195 kB with the table client alone; two clients share the saving.
    expect(build({}).length - bundle.length).toBeGreaterThan(100_000);
  });
});

test('no function carries the policy simulator, whose licence allows it in tests only', () => {
  const { metafile } = buildSync({
    ...BUNDLE_OPTIONS,
    entryPoints: globSync('functions/**/*.lambda.ts', { cwd: PROJECT_ROOT }),
    outdir: join(directory, 'all'),
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.some((path) => path.includes('node_modules/@aws-sdk/'))).toBe(true);
  expect(inputs.filter((path) => path.includes('@cloud-copilot'))).toEqual([]);
}, 120_000);

test('every function gets the bundle of its own entry', () => {
  const app = new App({ outdir: join(directory, 'assembly') });
  const paths = ['functions/relay/relay.lambda.ts', 'functions/schedule/sweep.lambda.ts'].map(
    (entry, index) => {
      const code = functionCode(entry);
      code.bind(new Stack(app, `Stack${index}`));
      return code;
    },
  );
  const staged = readdirSync(join(directory, 'assembly')).filter((name) => name.startsWith('asset.'));
  expect(staged).toHaveLength(paths.length);
}, 120_000);
