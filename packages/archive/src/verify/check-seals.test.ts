import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AuditEvent,
  appendEvent,
  EMPTY_TREE,
  foldLeaves,
  hashCanonical,
  SEAL_FORMAT,
  type SealDigest,
  type SignedDigest,
  sealGenesis,
  sealHash,
  sealText,
  treeKey,
} from '@xuncha/domain/audit/index';
import { expect, it } from 'vitest';
import {
  closedFinding,
  type SampleFinding,
  sampleArchive,
  temporaryDirectory,
} from '../../test/sample-archive.ts';
import type { ArchiveSeals } from '../archive-format.ts';
import { reportText } from './report.ts';
import { type VerifyReport, verifyArchive } from './verify-archive.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const FINGERPRINT = createHash('sha256')
  .update(publicKey.export({ format: 'der', type: 'spki' }))
  .digest('hex');

const signed = (digest: SealDigest, key: KeyObject = privateKey): SignedDigest => ({
  digest,
  signature: {
    algorithm: 'ECDSA_SHA_256',
    value: sign('sha256', Buffer.from(sealText(digest)), key).toString('base64'),
    keyFingerprint: FINGERPRINT,
  },
});

/** Two seals over the findings, the second covering `upTo` events of each. */
const sealsOver = (findings: readonly SampleFinding[], upTo = 5): ArchiveSeals => {
  const leaves = findings.map(({ audit }) => {
    const event = audit.events[upTo - 1];
    return { key: treeKey(audit.streamId), seq: upTo, hash: event?.hash ?? '' };
  });
  const { root, added } = foldLeaves(new Map(), EMPTY_TREE, leaves);
  const shared = { format: SEAL_FORMAT, tenantId: 'acme', changesHash: hashCanonical({}) } as const;
  const first = {
    ...shared,
    number: 1,
    previous: sealGenesis('acme'),
    at: '2024-12-30T01:00:00.000Z',
    chains: 0,
    root: EMPTY_TREE,
    changed: 0,
  };
  const second = {
    ...shared,
    number: 2,
    previous: sealHash(first),
    at: '2024-12-30T02:00:00.000Z',
    chains: leaves.length,
    root,
    changed: leaves.length,
  };
  return { digests: [signed(first), signed(second)], publicKey: PEM, pages: added };
};

const verify = async (
  findings: readonly SampleFinding[],
  seals: ArchiveSeals | undefined,
  sealKey?: string,
): Promise<VerifyReport> => {
  const file = join(await temporaryDirectory(), 'archive.zip');
  await writeFile(file, sampleArchive({ findings, ...(seals ? { seals } : {}) }).zip);
  return verifyArchive(file, sealKey === undefined ? {} : { sealKey });
};
const problems = ({ problems: found }: VerifyReport) => found.map(({ code, subject }) => [code, subject]);

const intact = [closedFinding('N1', []), closedFinding('N2', [])];
/** The same finding with another history, every hash made anew: nothing inside the archive contradicts it. */
const rewritten = (
  finding: SampleFinding,
  change: { readonly at?: string; readonly drop?: number },
): SampleFinding => {
  const events: AuditEvent[] = [];
  for (const event of finding.audit.events.slice(change.drop ?? 0))
    events.push(appendEvent(events.at(-1), { ...event, at: change.at ?? event.at }));
  const last = events.at(-1);
  if (!last) throw new Error('no events');
  return { ...finding, audit: { ...finding.audit, events, head: { seq: last.seq, hash: last.hash } } };
};

it('accepts chains that hold what was sealed, and counts what came after', async () => {
  const whole = await verify(intact, sealsOver(intact), PEM);
  expect(whole.problems).toEqual([]);
  expect(whole.seals).toEqual({
    number: 2,
    at: '2024-12-30T02:00:00.000Z',
    keyFingerprint: FINGERPRINT,
    trusted: true,
    unsealedEvents: 0,
  });
  const later = await verify(intact, sealsOver(intact, 4));
  expect(later.problems).toEqual([]);
  expect(later.seals).toMatchObject({ unsealedEvents: 2, trusted: false });
  expect(reportText('a.zip', later)).toContain('其后新增 2 条记录尚未封存');
  expect(reportText('a.zip', later)).toContain(FINGERPRINT);
});

it('finds a chain that was rewritten as a whole after it was sealed', async () => {
  const [one, two] = intact;
  if (!one || !two) throw new Error('no findings');
  const forged = [rewritten(one, { at: '2024-12-29T00:00:00.000Z' }), two];
  expect((await verify(forged, undefined)).ok).toBe(true);
  const report = await verify(forged, sealsOver(intact));
  expect(problems(report)).toEqual([['seal', 'N1']]);
  expect(report.problems[0]?.message).toContain('被重写或截断');
});

it('finds a chain that was shortened after it was sealed', async () => {
  const [one, two] = intact;
  if (!one || !two) throw new Error('no findings');
  expect(problems(await verify([rewritten(one, { drop: 1 }), two], sealsOver(intact)))).toEqual([
    ['seal', 'N1'],
  ]);
});

it('wants every finding proved, the digests linked, and signed with the key', async () => {
  const good = sealsOver(intact);
  const [first, second] = good.digests;
  if (!first || !second) throw new Error('no digests');
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const strangerPem = stranger.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const unlinked = signed({ ...second.digest, previous: '0'.repeat(64) });
  const cases: [ArchiveSeals, string | undefined, unknown[]][] = [
    [
      { ...good, pages: new Map() },
      undefined,
      [
        ['seal', 'N1'],
        ['seal', 'N2'],
      ],
    ],
    [{ ...good, digests: [first, unlinked] }, undefined, [['seal', '第 2 号封存']]],
    [
      { ...good, digests: [first, signed(second.digest, stranger.privateKey)] },
      PEM,
      [['seal', '第 2 号封存']],
    ],
    [
      good,
      strangerPem,
      [
        ['seal', '第 1 号封存'],
        ['seal', '第 2 号封存'],
      ],
    ],
    [{ ...good, publicKey: 'no key' }, undefined, [['seal', 'seals/public-key.pem']]],
    [{ ...good, digests: [] }, undefined, [['seal', 'seals/digests.jsonl']]],
  ];
  for (const [seals, key, expected] of cases)
    expect(problems(await verify(intact, seals, key))).toEqual(expected);
});

it('says that an archive without seals cannot be held against a key', async () => {
  expect(problems(await verify(intact, undefined, PEM))).toEqual([['seal', 'seals/digests.jsonl']]);
});

it('finds seals of another unit', async () => {
  const good = sealsOver(intact);
  const foreign = good.digests.map(({ digest }) => signed({ ...digest, tenantId: 'other' }));
  expect(problems(await verify(intact, { ...good, digests: foreign }))).toEqual([['seal', '第 1 号封存']]);
});

it('wants the time stamp to be over a digest of the archive', async () => {
  const good = sealsOver(intact);
  const report = await verify(intact, { ...good, stamp: Buffer.from('token') });
  expect(report.problems).toEqual([]);
  expect(report.seals).toMatchObject({ stamped: 1 });
});
