import { createHash } from 'node:crypto';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from '@xuncha/domain/audit/index';
import { appendEvent, hashEvent } from '@xuncha/domain/audit/index';
import { describe, expect, it } from 'vitest';
import { hasTool, run } from '../../test/outside-tools.ts';
import {
  closedFinding,
  evidence,
  type SampleFinding,
  sampleArchive,
  sampleFindings,
  sampleMatter,
  temporaryDirectory,
  zipOf,
} from '../../test/sample-archive.ts';
import { BAGIT_TXT, bagInfoText, manifestLine } from '../bag/bag-text.ts';
import { crc32 } from '../zip/crc32.ts';
import { centralHeader, dataDescriptor, endOfDirectory, entryLength, localHeader } from '../zip/records.ts';
import { bundleVerifier, committedBundle } from './bundle-verifier.ts';
import { verifierSource } from './verifier-source.ts';
import type { VerifyReport } from './verify-archive.ts';
import { verifyArchive } from './verify-archive.ts';
import { ZipReader } from './zip-reader.ts';

async function archiveFile(findings: readonly SampleFinding[] = sampleFindings()): Promise<string> {
  const file = join(await temporaryDirectory(), 'archive.zip');
  await writeFile(file, sampleArchive({ findings }).zip);
  return file;
}

function firstProblem(report: VerifyReport) {
  expect(report.ok).toBe(false);
  return report.problems[0];
}

/** All entries of an archive with their content, to be changed and zipped again by the same writer. */
async function entriesOf(file: string): Promise<Map<string, Buffer>> {
  const zip = await ZipReader.open(file);
  const entries = new Map<string, Buffer>();
  for (const { path, offset, name, size } of (await zip.directory()).members) {
    // No entry of the sample is over 1 MiB, so none has extra fields: 30 bytes and the name precede the content.
    entries.set(path, await zip.read(offset + 30 + name.length, size));
  }
  await zip.close();
  return entries;
}

async function rezip(entries: ReadonlyMap<string, Buffer>): Promise<string> {
  const file = join(await temporaryDirectory(), 'forged.zip');
  await writeFile(file, zipOf(entries));
  return file;
}

/** Every 41st byte is flipped: about 300 of them, one second. All of them (step 1) were tried once. */
const FLIP_STEP = 41;

type Change = (files: Map<string, Buffer>) => void;

const TOP = '巡察整改档案/';
const filesOf = async (archive: string): Promise<Map<string, Buffer>> =>
  new Map([...(await entriesOf(archive))].map(([path, content]) => [path.slice(TOP.length), content]));

/** A bag of these files whose manifests and Payload-Oxum are right. */
async function bagOf(files: ReadonlyMap<string, Buffer>): Promise<string> {
  const payload = [...files].filter(([path]) => path.startsWith('data/'));
  const own = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'];
  const bytes = payload.reduce((sum, [, content]) => sum + content.length, 0);
  const info = { 'Bagging-Date': '2024-12-31', 'Payload-Oxum': `${bytes}.${payload.length}` };
  const manifest = (part: readonly (readonly [string, Buffer])[]): Buffer =>
    Buffer.from(part.map(([path, content]) => manifestLine(sha256(content), path)).join(''));
  const tags: (readonly [string, Buffer])[] = [
    ...[...files].filter(([path]) => !path.startsWith('data/') && !own.includes(path)),
    ['bagit.txt', Buffer.from(BAGIT_TXT)],
    ['bag-info.txt', Buffer.from(bagInfoText(info))],
    ['manifest-sha256.txt', manifest(payload)],
  ];
  const all = [...payload, ...tags, ['tagmanifest-sha256.txt', manifest(tags)] as const];
  return rezip(new Map(all.map(([path, content]) => [TOP + path, content])));
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A forger who also makes manifests and Payload-Oxum right again, so that only the audit checks can tell. */
async function forged(change: Change, findings?: readonly SampleFinding[]): Promise<string> {
  const files = await filesOf(await archiveFile(findings));
  change(files);
  return bagOf(files);
}

function pathEnding(files: ReadonlyMap<string, Buffer>, end: string): string {
  const path = [...files.keys()].find((candidate) => candidate.endsWith(end));
  if (!path) throw new Error(`no file ends with ${end}`);
  return path;
}

const trailOf = (no: string) => `${no}-招标程序不规范，个别项目未按规定公开招标-${no.slice(-8)}.jsonl`;

function editTrail(no: string, edit: (events: AuditEvent[]) => AuditEvent[]): Change {
  return (files) => {
    const path = pathEnding(files, trailOf(no));
    const lines = String(files.get(path)).trimEnd().split('\n');
    const events = edit(lines.map((line): AuditEvent => JSON.parse(line)));
    files.set(path, Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')));
  };
}

function editText(end: string, edit: (text: string) => string): Change {
  return (files) => {
    const path = pathEnding(files, end);
    files.set(path, Buffer.from(edit(String(files.get(path)))));
  };
}

describe('verifyArchive', () => {
  it('passes what was composed and says what is in it', async () => {
    const file = join(await temporaryDirectory(), 'archive.zip');
    const { zip, fingerprint, payloadFiles, payloadBytes } = sampleArchive();
    await writeFile(file, zip);
    const report = await verifyArchive(file);
    expect(report.problems).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.findings).toEqual({ findings: 2, matters: 0, events: 10, evidenceFiles: 4 });
    expect(report.bag).toMatchObject({ fingerprint, payloadFiles, payloadBytes });
    expect((await verifyArchive(file, { fingerprint })).ok).toBe(true);
    expect(firstProblem(await verifyArchive(file, { fingerprint: '0'.repeat(64) }))).toMatchObject({
      code: 'fingerprint',
    });
  });

  it('passes an empty archive and one with big and odd files', async () => {
    expect((await verifyArchive(await archiveFile([]))).problems).toEqual([]);
    const big = evidence('e1', '录像.mp4', Buffer.alloc(3 * 1024 * 1024, 1));
    const odd = evidence('e2', 'a\r\nb%0A.txt', 'x');
    expect((await verifyArchive(await archiveFile([closedFinding('N1', [big, odd])]))).problems).toEqual([]);
  });

  it('decodes percent-encoded manifest paths', async () => {
    const file = join(await temporaryDirectory(), 'a.zip');
    const others = [{ path: 'data/完成率100%.txt', content: Buffer.from('x') }];
    await writeFile(file, sampleArchive({ findings: [], others }).zip);
    expect((await verifyArchive(file)).problems).toEqual([]);
  });

  it.each([false, true])('reads entries that were streamed, with a descriptor (ZIP64: %s)', async (zip64) => {
    const chunks: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const [path, content] of await entriesOf(await archiveFile())) {
      const name = Buffer.from(path);
      const shape = { name, offset, size: content.length, crc32: crc32(content), descriptor: true, zip64 };
      chunks.push(localHeader(shape), content, dataDescriptor(shape));
      directory.push(centralHeader(shape));
      offset += entryLength(shape);
    }
    const size = directory.reduce((sum, { length }) => sum + length, 0);
    const end = endOfDirectory({ entries: directory.length, size, offset });
    const file = join(await temporaryDirectory(), 'streamed.zip');
    const bytes = Buffer.concat([...chunks, ...directory, end]);
    await writeFile(file, bytes);
    expect((await verifyArchive(file)).problems).toEqual([]);
    // The last byte of the last descriptor.
    bytes.writeUInt8(bytes.readUInt8(offset - 1) ^ 1, offset - 1);
    await writeFile(file, bytes);
    expect(firstProblem(await verifyArchive(file))).toMatchObject({ code: 'damaged' });
  });

  it('finds a changed byte wherever it is', async () => {
    const finding = closedFinding('N1', [evidence('e1', 'a.txt', 'content')]);
    // Without the verifier (a text like any other), so that every place can be tried.
    const files = await filesOf(await archiveFile([finding]));
    files.delete('verify.mjs');
    const file = await bagOf(files);
    const bytes = await readFile(file);
    const handle = await open(file, 'r+');
    const unnoticed: number[] = [];
    for (let at = 0; at < bytes.length; at += FLIP_STEP) {
      await handle.write(Buffer.of((bytes[at] ?? 0) ^ (1 << (at % 8))), 0, 1, at);
      if ((await verifyArchive(file)).ok) unnoticed.push(at);
      await handle.write(bytes, at, 1, at);
    }
    await handle.close();
    expect((await verifyArchive(file)).ok).toBe(true);
    expect(unnoticed).toEqual([]);
  }, 60_000);

  it('names the damaged file', async () => {
    const file = await archiveFile();
    const bytes = await readFile(file);
    const at = bytes.indexOf('PDF 内容');
    bytes[at] = 0;
    await writeFile(file, bytes);
    expect(firstProblem(await verifyArchive(file))).toMatchObject({
      code: 'damaged',
      subject: expect.stringContaining('整改报告.pdf'),
    });
  });

  it('finds a cut, a prefixed and a prolonged file', async () => {
    const file = await archiveFile();
    const bytes = await readFile(file);
    for (const keep of [0, 10, bytes.length - 1, Math.floor(bytes.length / 2)]) {
      await writeFile(file, bytes);
      await truncate(file, keep);
      expect(firstProblem(await verifyArchive(file))).toMatchObject({ code: 'not_zip' });
    }
    await writeFile(file, Buffer.concat([bytes, Buffer.from('x')]));
    expect(firstProblem(await verifyArchive(file))).toMatchObject({ code: 'not_zip' });
    await writeFile(file, Buffer.concat([Buffer.from('x'), bytes]));
    expect(firstProblem(await verifyArchive(file))).toBeDefined();
  });

  it.runIf(hasTool('unzip') && hasTool('7z'))(
    'does not take a repacked archive for the original',
    async () => {
      const file = await archiveFile();
      const directory = await temporaryDirectory();
      await run('unzip', ['-q', file, '-d', directory]);
      await run('7z', ['a', '-mx0', join(directory, 'again.zip'), '.'], directory);
      expect(firstProblem(await verifyArchive(join(directory, 'again.zip')))).toMatchObject({
        code: 'not_original',
      });
    },
  );

  it.each<[string, string, Change]>([
    ['a missing file', 'missing_file', (files) => files.delete(pathEnding(files, '整改报告.pdf'))],
    ['an extra file', 'extra_file', (files) => files.set('top/data/多出.txt', Buffer.from('x'))],
    ['an extra tag file', 'extra_file', (files) => files.set('top/多出.txt', Buffer.from('x'))],
    [
      'a replaced file',
      'hash_mismatch',
      (files) => files.set(pathEnding(files, '整改报告.pdf'), Buffer.from('x')),
    ],
    [
      'an edited manifest',
      'hash_mismatch',
      editText('/manifest-sha256.txt', (text) => text.replace(/^./, 'z')),
    ],
    ['no manifest', 'bag_structure', (files) => files.delete(pathEnding(files, '/manifest-sha256.txt'))],
    ['no declaration', 'bag_structure', (files) => files.delete(pathEnding(files, 'bagit.txt'))],
    ['a file outside the bag', 'bag_structure', (files) => files.set('elsewhere.txt', Buffer.from('x'))],
    ['a path that climbs out', 'bag_structure', (files) => files.set('top/../x', Buffer.from('x'))],
  ])('finds %s', async (_name, code, change) => {
    const entries = await entriesOf(await archiveFile());
    const renamed = new Map([...entries].map(([path, content]) => [path.replace(/^[^/]+/, 'top'), content]));
    change(renamed);
    expect(firstProblem(await verifyArchive(await rezip(renamed)))).toMatchObject({ code });
  });

  it('finds a wrong Payload-Oxum', async () => {
    const entries = await entriesOf(await archiveFile());
    editText('bag-info.txt', (text) => text.replace(/Oxum: \d+/, 'Oxum: 1'))(entries);
    const report = await verifyArchive(await rezip(entries));
    expect(report.problems.map(({ code }) => code)).toContain('oxum');
  });

  it.each<[string, string, string, Change]>([
    [
      'an edited event',
      'audit_chain',
      '第 2 条审计记录被改动',
      editTrail('2024_01_002', (events) => events.with(1, { ...pick(events, 1), type: 'forged' })),
    ],
    [
      'an edited and re-hashed event',
      'audit_chain',
      '第 2 条审计记录被改动',
      editTrail('2024_01_002', (events) => {
        const changed = { ...pick(events, 1), type: 'forged' };
        return events.with(1, { ...changed, hash: hashEvent(changed) });
      }),
    ],
    [
      'a removed event',
      'audit_chain',
      '缺少第 3 条',
      editTrail('2024_01_002', (events) => events.toSpliced(2, 1)),
    ],
    ['a cut trail', 'audit_chain', '应有第 5 条', editTrail('2024_01_002', (events) => events.slice(0, 4))],
    ['a trail rewritten to its end', 'audit_chain', '整条链被重写', editTrail('2024_01_002', rewritten)],
    [
      'an unreadable trail',
      'audit_chain',
      '第 1 条审计记录无法读取',
      editText(trailOf('2024_01_002'), () => '{'),
    ],
    [
      'an edited snapshot',
      'snapshot',
      '快照与登记的哈希不符',
      editText('/finding.json', (text) => text.replace('招标', '投标')),
    ],
    ['a removed snapshot', 'snapshot', '快照', (files) => files.delete(pathEnding(files, '/finding.json'))],
    [
      'replaced evidence',
      'evidence',
      '佐证材料与清单不符',
      (files) => files.set(pathEnding(files, '整改报告.pdf'), Buffer.from('假')),
    ],
    [
      'a shortened evidence list',
      'evidence',
      '没有快照所列的佐证材料',
      editText('evidence.json', () => '[]'),
    ],
    ['no evidence list', 'evidence', '清单缺失', (files) => files.delete(pathEnding(files, 'evidence.json'))],
    ['no index', 'index', '审计索引缺失', (files) => files.delete('data/audit/index.json')],
    [
      'an index of another shape',
      'index',
      '格式不对',
      editText('index.json', (text) => text.replace('"seq"', '"sequence"')),
    ],
    [
      'a finding dropped from the index',
      'index',
      '没有登记的文件',
      editText('index.json', (text) => JSON.stringify({ ...JSON.parse(text), findings: [] })),
    ],
  ])('finds %s behind correct manifests', async (_name, code, message, change) => {
    const file = await forged(change);
    expect(firstProblem(await verifyArchive(file))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  describe('matters', () => {
    const MATTER = '01jd00000000000000000000m1';
    /** A matter's archive behind correct manifests, after a forger's change. */
    const forgedMatter = async (change: Change = () => undefined): Promise<string> => {
      const file = join(await temporaryDirectory(), 'archive.zip');
      const reply = evidence('01jd00000000000000000000f1', '回复材料.pdf', '%PDF-1.4 reply');
      const matters = [sampleMatter(MATTER, [reply])];
      await writeFile(file, sampleArchive({ findings: [], matters }).zip);
      const files = await filesOf(file);
      change(files);
      return bagOf(files);
    };

    it('are counted with their events and files', async () => {
      const report = await verifyArchive(await forgedMatter());
      expect(report.problems).toEqual([]);
      expect(report.findings).toEqual({ findings: 0, matters: 1, events: 3, evidenceFiles: 1 });
    });

    it.each<[string, string, string, Change]>([
      [
        'an edited event',
        'audit_chain',
        '督办单“督办：2024-01-001 招标程序不规范”：第 1 条审计记录被改动',
        editText('m1.jsonl', (text) => text.replace('整改办甲', '整改办乙')),
      ],
      [
        'a cut trail',
        'audit_chain',
        '应有第 3 条',
        editText('m1.jsonl', (text) => `${text.split('\n').slice(0, 2).join('\n')}\n`),
      ],
      [
        'an edited content',
        'snapshot',
        '快照与登记的哈希不符',
        editText('/matter.json', (text) => text.replace('replied', 'accepted')),
      ],
      [
        'a replaced file',
        'evidence',
        '佐证材料与清单不符',
        (files) => files.set(pathEnding(files, '回复材料.pdf'), Buffer.from('假')),
      ],
      ['a shortened list of files', 'evidence', '没有快照所列的佐证材料', editText('files.json', () => '[]')],
      [
        'a matter dropped from the index',
        'index',
        '没有登记的文件',
        editText('index.json', (text) => JSON.stringify({ ...JSON.parse(text), matters: [] })),
      ],
      [
        'an index of another shape',
        'index',
        '格式不对',
        editText('index.json', (text) => text.replace('"kindTitle"', '"name"')),
      ],
    ])('%s is found', async (_name, code, message, change) => {
      expect(firstProblem(await verifyArchive(await forgedMatter(change)))).toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    });
  });

  it('accepts evidence that is withheld with a reason', async () => {
    const secret = evidence('e2', '线索移交.pdf', '另行保管');
    const finding = closedFinding('N1', [evidence('e1', 'a.txt', '1'), secret]);
    const partial = { ...finding, evidence: finding.evidence.slice(0, 1) };
    expect(firstProblem(await verifyArchive(await archiveFile([partial])))).toMatchObject({
      code: 'evidence',
    });
    const withheld = [{ id: 'e2', sha256: secret.sha256, reason: '线索移交材料，单独授权' }];
    expect((await verifyArchive(await archiveFile([{ ...partial, withheld }]))).problems).toEqual([]);
  });

  it('compares with heads recorded elsewhere, which even a complete forgery cannot reach', async () => {
    const finding = closedFinding('N1', []);
    const file = await archiveFile([finding]);
    const { head } = finding.audit;
    expect((await verifyArchive(file, { heads: { 'id-N1': head } })).ok).toBe(true);
    const other = { ...head, hash: '0'.repeat(64) };
    expect(firstProblem(await verifyArchive(file, { heads: { 'id-N1': other } }))).toMatchObject({
      code: 'head_mismatch',
    });
    expect(firstProblem(await verifyArchive(file, { heads: { 'id-N2': head } }))).toMatchObject({
      code: 'head_mismatch',
    });
  });
});

/** The same steps at other times, hashed anew from the first to the last. */
function rewritten(events: readonly AuditEvent[]): AuditEvent[] {
  const chain: AuditEvent[] = [];
  for (const event of events) {
    const at = '2025-01-01T00:00:00.000Z';
    chain.push(appendEvent(chain.at(-1), { ...event, at }));
  }
  return chain;
}

function pick(events: readonly AuditEvent[], index: number): AuditEvent {
  const event = events[index];
  if (!event) throw new Error(`no event ${index}`);
  return event;
}

describe('verify.mjs', () => {
  it('is the committed bundle of the present sources', async () => {
    expect(await committedBundle(), 'run: node packages/archive/src/verify/bundle-verifier.ts').toBe(
      await bundleVerifier(),
    );
  });

  it('imports nothing but Node.js built-ins', () => {
    const imported = [...verifierSource().matchAll(/(?:from|import\(|require\()\s*["']([^"']+)["']/g)];
    expect(imported.length).toBeGreaterThan(2);
    for (const [, specifier] of imported) expect(specifier).toMatch(/^node:/);
  });

  async function verifyBySource(archive: string, ...options: string[]) {
    const program = join(await temporaryDirectory(), 'verify.mjs');
    await writeFile(program, verifierSource());
    return await run(process.execPath, [program, archive, ...options]);
  }

  it('is in the archive, reports in Chinese and exits with 0 when all is well', async () => {
    const file = await archiveFile();
    const entries = await entriesOf(file);
    expect(String(entries.get(pathEnding(entries, '/verify.mjs')))).toBe(verifierSource());
    const tagManifest = entries.get(pathEnding(entries, 'tagmanifest-sha256.txt')) ?? '';
    const fingerprint = createHash('sha256').update(tagManifest).digest('hex');
    const output = await verifyBySource(file, '--fingerprint', fingerprint);
    expect(output).toContain('结论：核验通过');
    expect(output).toContain('审计员丁');
    expect(output).toContain(fingerprint);
  });

  it('names the first problem and exits with 1', async () => {
    const file = await forged(editTrail('2024_01_002', (events) => events.toSpliced(1, 1)));
    await expect(verifyBySource(file)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('第一处问题：问题 2024/01/002：缺少第 2 条审计记录'),
    });
  });

  it('checks against a file of recorded heads', async () => {
    const finding = closedFinding('N1', []);
    const heads = join(await temporaryDirectory(), 'heads.json');
    const file = await archiveFile([finding]);
    await writeFile(heads, JSON.stringify({ 'id-N1': finding.audit.head }));
    expect(await verifyBySource(file, '--heads', heads)).toContain('核验通过');
    await writeFile(heads, JSON.stringify({ 'id-N1': { seq: 1, hash: 'x' } }));
    await expect(verifyBySource(file, '--heads', heads)).rejects.toMatchObject({ code: 1 });
  });

  it('explains itself and exits with 1 without a readable archive', async () => {
    const program = join(await temporaryDirectory(), 'verify.mjs');
    await writeFile(program, verifierSource());
    await expect(run(process.execPath, [program])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('用法'),
    });
    await expect(verifyBySource('/no/such/file.zip')).rejects.toMatchObject({ code: 1 });
  });
});

it('lays out the same archive from the same content', () => {
  expect(sampleArchive()).toEqual(sampleArchive());
});
