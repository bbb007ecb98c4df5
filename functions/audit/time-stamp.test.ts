import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type SealFile, sealText, systemScope } from '@xuncha/domain';
import { readSealHead } from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasTool } from '../../packages/archive/test/outside-tools.ts';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { startTestObjects, type TestObjects } from '../../test/engine/objects.ts';
import { SealScene } from '../../test/engine/seal-scene.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup } from '../../test/engine/tenants.ts';
import { openTimeStamper } from './time-stamp.ts';

const run = promisify(execFile);
const CONFIG = `
[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[req]
distinguished_name = name
[name]
[ca_cert]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[tsa_cert]
basicConstraints = CA:FALSE
extendedKeyUsage = critical,timeStamping
`;

/** An authority of our own, played by OpenSSL. */
describe.runIf(hasTool('openssl'))('time stamps', () => {
  let folder = '';
  let server: Server;
  let url = '';
  let answer: (query: Buffer) => Promise<{ status: number; body: Buffer }>;

  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const reply = async (query: Buffer): Promise<{ status: number; body: Buffer }> => {
    await writeFile(join(folder, 'q.tsq'), query);
    await openssl(
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'own',
      '-queryfile',
      'q.tsq',
      '-out',
      'r.tsr',
    );
    return { status: 200, body: await readFile(join(folder, 'r.tsr')) };
  };

  const files = (name: string, kind: string) => ['-keyout', `${name}.key`, '-out', `${name}.${kind}`];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xuncha-tsa-'));
    await writeFile(join(folder, 'tsa.cnf'), CONFIG);
    await writeFile(join(folder, 'serial'), '01\n');
    const fresh = ['req', '-newkey', 'rsa:2048', '-nodes', '-config', 'tsa.cnf'];
    for (const name of ['ca', 'other'])
      await openssl(
        ...fresh,
        '-x509',
        '-extensions',
        'ca_cert',
        '-subj',
        `/CN=${name}`,
        ...files(name, 'pem'),
      );
    await openssl(...fresh, '-subj', '/CN=tsa', ...files('tsa', 'csr'));
    const issue = ['x509', '-req', '-in', 'tsa.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    await openssl(...issue, '-extfile', 'tsa.cnf', '-extensions', 'tsa_cert', '-out', 'tsa.pem');
    server = createServer(async (message, response) => {
      const parts: Buffer[] = [];
      for await (const part of message) parts.push(part as Buffer);
      const { status, body } = await answer(Buffer.concat(parts));
      response.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    answer = reply;
  });

  const certificates = (name: string): Promise<string> => readFile(join(folder, `${name}.pem`), 'utf8');

  it('are over the text, verified on arrival, and verify with OpenSSL', async () => {
    const stamper = openTimeStamper({ url, certificates: await certificates('ca') });
    const token = await stamper('封存摘要');
    await writeFile(join(folder, 'text'), '封存摘要');
    await writeFile(join(folder, 'token.tsr'), token);
    const verified = await openssl('ts', '-verify', '-data', 'text', '-in', 'token.tsr', '-CAfile', 'ca.pem');
    expect(verified.stdout + verified.stderr).toContain('Verification: OK');
  });

  it('of another authority, over another text, to another question or none at all are refused', async () => {
    const foreign = openTimeStamper({ url, certificates: await certificates('other') });
    await expect(foreign('a')).rejects.toThrow();
    const stamper = openTimeStamper({ url, certificates: await certificates('ca') });
    const first = await stamper('a');
    answer = async () => ({ status: 200, body: Buffer.from(first) });
    await expect(stamper('b')).rejects.toThrow();
    await expect(stamper('a')).rejects.toThrow('answers another request');
    answer = async () => ({ status: 503, body: Buffer.alloc(0) });
    await expect(stamper('a')).rejects.toThrow('answered 503');
    answer = async () => ({ status: 200, body: Buffer.from('nonsense') });
    await expect(stamper('a')).rejects.toThrow();
  });

  describe('of seals', () => {
    let engine: TestTable;
    let objects: TestObjects;
    let scene: SealScene;
    beforeAll(async () => {
      engine = await startTestTable();
      objects = await startTestObjects();
      scene = await SealScene.start(engine, objects);
      await foundGroup(engine.table);
    });
    afterAll(async () => {
      await scene.stop();
      await objects.stop();
      await engine.stop();
    });

    it('never hold up sealing; the next run asks again', async () => {
      const scope = systemScope('seal', HQ_TENANT);
      const stamper = openTimeStamper({ url, certificates: await certificates('ca') });
      const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      answer = async () => ({ status: 500, body: Buffer.alloc(0) });
      await scene.seal({}, { stamper });
      expect(report.mock.calls.map(([line]) => String(line))).toEqual([
        expect.stringContaining('"code":"seal_stamp_failed"'),
      ]);
      report.mockRestore();
      expect(await readSealHead(engine.table, scope)).toMatchObject({ number: 1, stamped: 0 });
      answer = reply;
      const asked = vi.fn(stamper);
      await scene.seal({}, { stamper: asked });
      await scene.seal({}, { stamper: asked });
      expect(await readSealHead(engine.table, scope)).toMatchObject({ number: 1, stamped: 1 });
      const file: SealFile | undefined = await scene.vault.read(HQ_TENANT, 1);
      expect(asked.mock.calls).toEqual([[file && sealText(file.digest)]]);
    });
  });
});
