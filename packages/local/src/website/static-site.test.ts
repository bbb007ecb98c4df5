import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compress } from '../apigateway/compression.ts';
import { StaticSite } from './static-site.ts';

/** Words in no order: as little regular as program text, so that better compression shows. */
const SCRIPT = Array.from({ length: 6_000 }, () => `const ${randomBytes(1).toString('hex')} = 1;`).join('\n');

const directory = mkdtempSync(join(tmpdir(), 'xuncha-site-'));
writeFileSync(join(directory, 'index.html'), `<!doctype html><p>${'巡察'.repeat(600)}</p>`);
writeFileSync(join(directory, 'app.js'), SCRIPT);
writeFileSync(join(directory, 'small.json'), '{}');
const site = new StaticSite({
  website: {
    sources: [{ directory, replacements: {}, prefix: '', cacheControl: undefined, include: [], exclude: [] }],
    headers: { 'x-frame-options': 'DENY' },
    contentSecurityPolicy: undefined,
  },
  headers: { 'x-frame-options': 'DENY' },
  overrides: new Map(),
});
const server = createServer((message, response) => void site.serve(message, response));

interface Got {
  readonly encoding: string | undefined;
  readonly body: Buffer;
}

/** As it travels: `fetch` would unpack it. */
const fetched = async (path: string, acceptEncoding: string): Promise<Got> => {
  const { port } = server.address() as AddressInfo;
  const { promise, resolve } = Promise.withResolvers<Got>();
  get({ host: '127.0.0.1', port, path, headers: { 'accept-encoding': acceptEncoding } }, async (response) => {
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(parts) });
  });
  return await promise;
};

describe('a file of the site', () => {
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await once(server, 'close');
    rmSync(directory, { recursive: true });
  });

  it('comes as the browser takes it: brotli, else gzip, else plain, and small ones always plain', async () => {
    const brotli = await fetched('/app.js', 'gzip, deflate, br');
    expect(brotli.encoding).toBe('br');
    expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
    const gzip = await fetched('/app.js', 'gzip, br;q=0');
    expect(gzip.encoding).toBe('gzip');
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
    expect(await fetched('/app.js', 'identity')).toEqual({ encoding: undefined, body: Buffer.from(SCRIPT) });
    expect((await fetched('/small.json', 'br')).encoding).toBeUndefined();
  });

  it('comes smaller to whoever asks after the first, and is the same file', async () => {
    const quick = (await compress(Buffer.from(SCRIPT), 'br')).length;
    await fetched('/app.js', 'br');
    await expect.poll(async () => (await fetched('/app.js', 'br')).body.length).toBeLessThan(quick);
    expect(brotliDecompressSync((await fetched('/app.js', 'br')).body).toString()).toBe(SCRIPT);
  });

  it('is the start page for every address without a file name', async () => {
    const { body } = await fetched('/t/unit/ledger', 'br');
    expect(brotliDecompressSync(body).toString()).toContain('巡察巡察');
    expect((await fetched('/nothing.js', 'br')).body.toString()).toContain('没有找到');
  });
});
