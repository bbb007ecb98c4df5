import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { verifyArchive } from '@xuncha/archive';
import { type Client, ProblemError } from '@xuncha/contracts';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { ARCHIVES, readDocument } from '@xuncha/store';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedDemo } from '../../scripts/seed-demo.ts';
import { ACCOUNTS, type Bench, dynamoOf, frozenAssembly, soundBench, tableNameOf, until } from './bench.ts';
import { addEvidence, type Place, text } from './steps.ts';

/**
 * File names of any characters from the upload to the archive, on the real assembly with the demonstration in it; then
 * all that the functions logged on the way is searched for what must never stand there.
 */

const UNIT = 'bhcyc';
const directory = mkdtempSync(join(tmpdir(), 'xuncha-names-'));
const data = join(directory, 'data');
let cloud: LocalCloud;
let bench: Bench;
let place: Place & { readonly measureId: string };
const as = (login: string): Client => bench.as(login);

/** Signs in the open that stand for something else: a folder, a drive, a header, the end of a name. */
const NAMES = [
  '报告 "终稿".txt',
  "it's ; name=x.txt",
  '换行\r\nX-Injected: 1.txt',
  '../../../etc/passwd.txt',
  '..\\..\\windows\\system.txt',
  '/绝对/路径.txt',
  'C:\\盘符.txt',
  '发票\u202etxt.exe.txt',
  '家庭👨‍👩‍👧‍👦🇨🇳.txt',
  `${'长'.repeat(190)}.txt`,
  '结尾有点和空格. . .txt',
  'CON.txt',
  'nul.txt',
  'com1.tar.txt',
  '.htaccess.txt',
  '-rf.txt',
  '=HYPERLINK("http://x").txt',
  '%00%2e%2e%2f.txt',
  '半个\ud800字.txt',
  '空\u0000字.txt',
  '同名.txt',
  'Name.TXT',
  'name.txt',
  'r\u00e9sum\u00e9.txt',
  're\u0301sume\u0301.txt',
  '<script>alert(1)</script>.txt',
] as const;

beforeAll(async () => {
  cloud = await startLocalCloud({
    assemblyDir: await frozenAssembly(directory),
    dataDir: data,
    port: 0,
    accounts: ACCOUNTS,
    quiet: true,
  });
  await seedDemo({ url: cloud.url, cloud, say: () => undefined });
  bench = soundBench(cloud);
  const query = { state: 'rectifying' as const, limit: 1 };
  const { data: list } = await as('bhcyc-office').call('findings.list', {
    params: { tenantId: UNIT },
    query,
  });
  const findingId = list.items[0]?.id ?? '';
  const { data: seen } = await as('bhcyc-office').call('findings.get', {
    params: { tenantId: UNIT, findingId },
  });
  place = { tenantId: UNIT, findingId, measureId: seen.measures[0]?.id ?? '' };
}, 300_000);
afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** As the system keeps it: without half characters and nulls, and trimmed. */
const stored = new Map<string, string>();

describe('file names of any characters', () => {
  it.each(NAMES)('%j is kept, and given back by the download as one header', async (fileName) => {
    const file = text(fileName, `材料 ${JSON.stringify(fileName)} 的内容`);
    const { id, status } = await addEvidence(bench, as('bhcyc-office'), place, file);
    expect(status).toBe('verified');
    const params = { tenantId: UNIT, findingId: place.findingId, evidenceId: id };
    const { data: item } = await as('bhcyc-office').call('evidence.get', { params });
    stored.set(id, item.fileName);
    const { data: link } = await as('bhcyc-office').call('evidence.download', { params });
    expect(link.fileName).toBe(item.fileName);
    const answer = await fetch(link.url);
    expect(await answer.text()).toContain('的内容');
    expect(answer.headers.get('x-injected')).toBeNull();
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(
      /^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w.!~%-]*$/,
    );
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(item.fileName.toWellFormed());
  });

  it('stand in the archive under paths that every system can unpack, each file once, all of them found', async () => {
    const { data: asked } = await as('hq-inspection').call('archives.export', {
      params: { tenantId: UNIT },
      body: { scope: { kind: 'finding', findingId: place.findingId }, purpose: '核验' },
    });
    await until('the archive', async () => {
      const archive = await bench.read((table) => readDocument(table, ARCHIVES, UNIT, asked.id));
      if (archive?.status === 'failed') throw new Error(`the export failed: ${archive.problem?.message}`);
      return archive?.status === 'ready' ? true : undefined;
    });
    const params = { tenantId: UNIT, archiveId: asked.id };
    const { data: link } = await as('hq-inspection').call('archives.download', { params, query: {} });
    const answer = await fetch(link.url);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[^"]*"; filename\*=UTF-8''/,
    );
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const file = join(directory, 'archive.zip');
    writeFileSync(file, bytes);
    expect(await verifyArchive(file)).toMatchObject({ problems: [] });
    const members = unzipSync(bytes);
    for (const [path, content] of Object.entries(members))
      if (path.endsWith('.html')) expect(strFromU8(content), path).not.toMatch(/<script|<img|javascript:/i);
    const paths = Object.keys(members).filter((path) => path.includes('/evidence/'));
    for (const id of stored.keys())
      expect(
        paths.filter((path) => path.includes(`/${id}/`)),
        stored.get(id),
      ).toHaveLength(1);
    for (const path of paths) {
      const segments = path.split('/');
      expect(path).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\\:*?"<>|]|\ud800/u);
      for (const segment of segments) {
        expect(segment, path).not.toMatch(/^\.{0,2}$|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(Buffer.byteLength(segment), path).toBeLessThanOrEqual(255);
      }
    }
    // Neither case nor the way an accent is written tells two files apart everywhere.
    const folded = paths.map((path) => path.normalize('NFC').toLowerCase());
    expect(new Set(folded).size).toBe(paths.length);
  }, 120_000);
});

/** Requests that are refused at every place on the way in, each with words that only it has. */
const refusals = async (token: string): Promise<string[]> => {
  const words: string[] = [];
  const word = (where: string): string => {
    const made = `canary-${where}-${words.length}-q7x`;
    words.push(made);
    return made;
  };
  const path = `/v1/tenants/${UNIT}/findings/${place.findingId}`;
  const send = async (url: string, body: string, headers: Record<string, string> = {}): Promise<number> => {
    const answer = await fetch(`${cloud.url}${url}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        cookie: `session=${word('cookie')}`,
        'idempotency-key': word('idempotency'),
        ...headers,
      },
      body,
    });
    await answer.text();
    return answer.status;
  };
  const reason = () => JSON.stringify({ reason: word('reason') });
  const statuses = [
    await send(`${path}/objections`, reason(), { authorization: `Bearer ${word('token')}` }),
    await send(`${path}/objections`, `{"reason": ${word('json')}`),
    await send(`${path}/objections`, JSON.stringify({ reason: 1, other: word('field') })),
    await send(`${path}/objections`, reason()),
    await send(`/v1/${word('path')}`, reason()),
    await send(`${path}/objections?text=${word('query')}`, reason()),
    await send(`/v1/tenants/${word('unit')}/departments`, JSON.stringify({ name: word('name') })),
    await send(`/v1/tenants/${UNIT}/departments`, JSON.stringify({ name: word('forbidden') })),
    await send(`${path}/objections`, JSON.stringify({ reason: word('large').padEnd(1_200_000, '字') })),
  ];
  expect(statuses.filter((status) => status < 400)).toEqual([]);
  expect(new Set(statuses).size, `${statuses}`).toBeGreaterThan(3);
  return words;
};

const taskTokens = async (): Promise<string[]> => {
  const { Items = [] } = await dynamoOf(cloud).send(new ScanCommand({ TableName: tableNameOf(cloud) }));
  return Items.map((item) => unmarshall(item))
    .filter(({ kind }) => kind === 'token')
    .map(({ token }) => String(token));
};

/** All lines of all functions. */
const logs = (): { readonly name: string; readonly content: string }[] =>
  readdirSync(join(data, 'logs'))
    .filter((name) => name.endsWith('.log') && !name.includes('engine'))
    .map((name) => ({ name, content: readFileSync(join(data, 'logs', name), 'utf8') }));

describe('the logs of all functions', () => {
  it('hold no token, session, signature, cookie or key, and nothing of a refused request', async () => {
    const token = await cloud.tokenFor('bhcyc-office');
    const words = await refusals(token);
    await as('bhcyc-office')
      .call('findings.object', {
        params: { tenantId: UNIT, findingId: place.findingId },
        body: { reason: '不在状态' },
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(ProblemError));
    await cloud.drain();
    const tokens = await taskTokens();
    expect(tokens.length, 'cases wait at gates').toBeGreaterThan(0);
    const literals = [
      ...words,
      ...tokens,
      token,
      token.split('.')[2] ?? '',
      cloud.credentials.secretAccessKey,
    ];
    const shapes =
      /eyJ[\w-]{10,}|X-Amz-(?:Signature|Security-Token|Credential)|Bearer |secretAccessKey|sessionToken|taskToken"/i;
    const all = logs();
    const lines = all.flatMap(({ name, content }) => content.split('\n').map((line) => `${name}: ${line}`));
    // Every function of a journey wrote something: the API's, the authorizer, relay, projections, evidence.
    expect(all.filter(({ content }) => content !== '').length).toBeGreaterThan(8);
    expect(lines.length).toBeGreaterThan(300);
    expect(lines.filter((line) => shapes.test(line) || literals.some((word) => line.includes(word)))).toEqual(
      [],
    );
  }, 120_000);
});

describe('headers', () => {
  const PAGES = ['/', '/t/x/ledger', '/app-config.json', '/favicon.svg', '/nosuch.js'];
  it.each(PAGES)('of %s keep scripts and frames out', async (path) => {
    const { headers } = await fetch(`${cloud.url}${path}`);
    const policy = headers.get('content-security-policy') ?? '';
    // Beside its own files a page runs the one script that stands in it, named by its hash.
    expect(policy).toMatch(/(^|; )script-src 'self' 'sha256-[\w+/]{43}='(;|$)/);
    expect(policy).toMatch(/object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|:)| \*[ ;]|amazonaws/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('geolocation=()');
  });

  it.each(['/v1/me', '/v1/nosuch'])('of the answer to %s make it text and nothing else', async (path) => {
    for (const authorization of ['', `Bearer ${await cloud.tokenFor('bhcyc-office')}`]) {
      const { headers } = await fetch(`${cloud.url}${path}`, {
        headers: authorization ? { authorization } : {},
      });
      expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('set-cookie')).toBeNull();
    }
  });
});
