import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from './audit-event.ts';
import { appendEvent } from './audit-event.ts';
import { hashCanonical } from './canonical-json.ts';
import type { SealChanges, SealDigest, SealFile } from './seal.ts';
import { SEAL_FORMAT, sealGenesis, sealHash } from './seal.ts';
import { decodePage, EMPTY_TREE, foldLeaves, type TreePage, treeKey } from './seal-tree.ts';
import { checkAgainstSeals, SealReplay } from './verify-seals.ts';

const TENANT = 'acme';
const START = Date.parse('2025-03-01T00:00:00.000Z');
const HOUR = 3_600_000;
const hours = (count: number): string => new Date(START + count * HOUR).toISOString();

/** One more step in a chain, at a time. */
function step(chain: AuditEvent[], at: string, streamId = 'finding/a', data: unknown = {}): AuditEvent {
  const actor = { userId: 'u1', name: '经办人甲', membershipId: 'm1', tenantId: TENANT };
  const draft = { tenantId: TENANT, streamId, at, type: 'measure.done', actor, data };
  const event = appendEvent(chain.at(-1), draft);
  chain.push(event);
  return event;
}

const signatureOf = (digest: SealDigest): SealFile['signature'] => ({
  algorithm: 'ECDSA_SHA_256',
  value: `signed ${sealHash(digest)}`,
  keyFingerprint: 'k',
});
const isSigned = ({ digest, signature }: { digest: SealDigest; signature: { value: string } }): boolean =>
  signature.value === `signed ${sealHash(digest)}`;
const signed = (digest: SealDigest, changes: SealChanges): SealFile => ({
  digest,
  signature: signatureOf(digest),
  changes,
});

/** Seals as the service does: the heads that changed are folded into the tree, the digest is linked and signed. */
class Sealer {
  readonly files: SealFile[] = [];
  readonly #pages = new Map<string, TreePage>();
  #root: string = EMPTY_TREE;
  #chains = 0;

  seal(at: string, heads: SealChanges['heads'], other: Partial<SealChanges> = {}): SealFile {
    const changes = { heads, late: [], conflicts: [], ...other };
    const leaves = heads.map(({ streamId, seq, hash }) => ({ key: treeKey(streamId), seq, hash }));
    const folded = foldLeaves(this.#pages, this.#root, leaves);
    for (const [hash, bytes] of folded.added) this.#pages.set(hash, decodePage(hash, bytes));
    this.#root = folded.root;
    this.#chains += folded.grown;
    const last = this.files.at(-1);
    const digest: SealDigest = {
      format: SEAL_FORMAT,
      tenantId: TENANT,
      number: this.files.length + 1,
      previous: last ? sealHash(last.digest) : sealGenesis(TENANT),
      at,
      chains: this.#chains,
      root: this.#root,
      changed: heads.length,
      changesHash: hashCanonical(changes),
    };
    const file = signed(digest, changes);
    this.files.push(file);
    return file;
  }
}

const headOf = ({ streamId, seq, hash }: AuditEvent) => ({ streamId, seq, hash });

/** Five seals, an hour apart, over 40 chains: enough for a tree of several pages. */
function fiveSeals() {
  const sealer = new Sealer();
  const chains = Array.from({ length: 40 }, (): AuditEvent[] => []);
  for (let number = 1; number <= 5; number += 1) {
    const grown = chains.flatMap((chain, index) =>
      (index + number) % 3 === 0 ? [step(chain, hours(number - 0.5), `finding/${index}`)] : [],
    );
    sealer.seal(hours(number), grown.map(headOf));
  }
  return { files: sealer.files, chains };
}

function replay(files: readonly unknown[], check: (file: SealFile) => boolean = isSigned) {
  const seen = new SealReplay(TENANT, (one) =>
    check({ ...one, changes: { heads: [], late: [], conflicts: [] } }),
  );
  for (const [index, file] of files.entries()) seen.add(index + 1, file);
  return seen;
}
const faultsOf = (files: readonly unknown[]) =>
  replay(files).faults.map(({ number, reason }) => [number, reason]);

const { files, chains } = fiveSeals();
const fileAt = (number: number): SealFile => {
  const file = files[number - 1];
  if (!file) throw new Error(`no seal ${number}`);
  return file;
};
/** The seals with one of them changed and signed again, as only the holder of the key could. */
const resigned = (number: number, change: Partial<Record<keyof SealDigest, unknown>>): SealFile[] => {
  const { digest, changes } = fileAt(number);
  const altered: SealDigest = { ...digest, ...(change as Partial<SealDigest>) };
  return files.with(number - 1, signed(altered, changes));
};

describe('the seals of a tenant, played from the first', () => {
  it('have no fault when they are what was sealed, and bear witness of every head', () => {
    const seen = replay(files);
    expect(seen.faults).toEqual([]);
    expect(seen.last).toEqual(fileAt(5));
    expect(seen.witnesses.size).toBe(40);
    for (const chain of chains) {
      const { streamId = '' } = chain[0] ?? {};
      const witnesses = seen.witnesses.get(streamId) ?? [];
      expect(witnesses.map(({ head }) => head)).toEqual(chain.map(headOf));
      for (const { number, sealedAt, since } of witnesses) {
        expect(sealedAt).toBe(hours(number));
        expect(since).toBe(number === 1 ? undefined : hours(number - 1));
      }
    }
  });

  it('carry the late events and the conflicts that were found when sealing', () => {
    const sealer = new Sealer();
    const [late, conflict] = [
      { streamId: 'finding/a', seq: 1, at: hours(0), writtenAt: hours(5) },
      {
        sealed: { streamId: 'finding/b', seq: 1, hash: 'x' },
        found: { streamId: 'finding/b', seq: 2, hash: 'y' },
      },
    ];
    sealer.seal(hours(1), [], { late: [late] });
    sealer.seal(hours(2), [], { conflicts: [conflict] });
    const seen = replay(sealer.files);
    expect([seen.faults, seen.late, seen.conflicts]).toEqual([[], [late], [conflict]]);
  });

  it('name the one that is gone, and only that one', () => {
    for (let number = 1; number <= 5; number += 1) {
      const seen = replay(files.map((file, index) => (index === number - 1 ? undefined : file)));
      expect(seen.faults).toEqual([{ number, reason: 'seal_missing', message: `第 ${number} 号封存缺失` }]);
    }
  });

  it('name the one that is not readable, and only that one', () => {
    for (const broken of [null, '', {}, { ...fileAt(2), changes: {} }])
      expect(faultsOf(files.with(1, broken as SealFile))).toEqual([[2, 'seal_altered']]);
  });

  it('go on bearing witness after a gap', () => {
    const seen = replay(files.map((file, index) => (index === 1 ? undefined : file)));
    const all = [...seen.witnesses.values()].flat();
    expect(new Set(all.map(({ number }) => number))).toEqual(new Set([1, 3, 4, 5]));
    expect(all.filter(({ number }) => number === 3).every(({ since }) => since === hours(1))).toBe(true);
    expect(seen.last).toEqual(fileAt(5));
  });

  it.each([
    ['format', 'xuncha-seal-2'],
    ['tenantId', 'other'],
    ['number', 9],
    ['previous', 'f'.repeat(64)],
    ['changesHash', 'f'.repeat(64)],
    ['changed', 99],
    ['root', 'f'.repeat(64)],
    ['chains', 99],
  ] as const)('name a seal whose %s was changed and signed anew', (field, value) => {
    for (const number of [2, 3])
      expect(faultsOf(resigned(number, { [field]: value }))[0]).toEqual([number, 'seal_altered']);
  });

  it('name a seal whose listed heads are others than those of its root', () => {
    const { digest, changes } = fileAt(3);
    const heads = changes.heads.map((head) => ({ ...head, hash: 'f'.repeat(64) }));
    const forged = { ...changes, heads };
    const file = signed({ ...digest, changesHash: hashCanonical(forged) }, forged);
    const seen = replay(files.with(2, file));
    expect(seen.faults[0]).toEqual({
      number: 3,
      reason: 'seal_altered',
      message: '第 3 号封存被改动：内容与其哈希或前一号封存不符',
    });
    expect([...seen.witnesses.values()].flat().some(({ number }) => number === 3)).toBe(false);
  });

  it('name a seal that no known key signed, believe nothing of it, and blame no other', () => {
    const unsigned = { ...fileAt(3), signature: { ...fileAt(3).signature, value: 'forged' } };
    const seen = replay(files.with(2, unsigned));
    expect(seen.faults).toEqual([
      { number: 3, reason: 'seal_signature', message: '第 3 号封存的签名无效，或签名密钥未登记' },
    ]);
    const all = [...seen.witnesses.values()].flat();
    expect(new Set(all.map(({ number }) => number))).toEqual(new Set([1, 2, 4, 5]));
  });

  it('name a seal that claims to be older than the one before; the same instant is no fault', () => {
    const sealer = new Sealer();
    const chain: AuditEvent[] = [];
    sealer.seal(hours(2), [headOf(step(chain, hours(1)))]);
    sealer.seal(hours(2), [headOf(step(chain, hours(1)))]);
    sealer.seal(hours(1), [headOf(step(chain, hours(1)))]);
    const seen = replay(sealer.files);
    expect(seen.faults).toEqual([
      { number: 3, reason: 'seal_time', message: '第 3 号封存的时间早于前一号封存' },
    ]);
    expect(seen.witnesses.get('finding/a')).toHaveLength(3);
  });

  it('of another tenant count for nothing', () => {
    const seen = new SealReplay('other', isSigned);
    seen.add(1, fileAt(1));
    expect(seen.faults.map(({ reason }) => reason)).toEqual(['seal_altered']);
  });
});

describe('a chain held against the seals of it', () => {
  /** A chain of six steps a day apart, sealed behind the second, fourth and sixth. */
  const chain: AuditEvent[] = [];
  const sealer = new Sealer();
  for (let day = 0; day < 6; day += 1) {
    const event = step(chain, hours(day * 24));
    if (day % 2 === 1) sealer.seal(hours(day * 24 + 1), [headOf(event)]);
  }
  const witnesses = replay(sealer.files).witnesses.get('finding/a') ?? [];
  const forgedFrom = (place: number): AuditEvent[] => {
    const forged = chain.slice(0, place);
    for (const event of chain.slice(place)) step(forged, event.at, 'finding/a', 'forged');
    return forged;
  };

  it('agrees when it is what was sealed, also when it went on since', () => {
    expect(checkAgainstSeals(chain, witnesses)).toBeUndefined();
    expect(checkAgainstSeals([], [])).toBeUndefined();
    const longer = [...chain];
    step(longer, hours(200));
    expect(checkAgainstSeals(longer, witnesses)).toBeUndefined();
  });

  it('is lost from its first missing event when the end is cut', () => {
    fc.assert(
      fc.property(fc.nat(5), (left) => {
        const number = Math.floor(left / 2) + 1;
        expect(checkAgainstSeals(chain.slice(0, left), witnesses)).toEqual({
          reason: 'sealed_lost',
          firstBadSeq: left + 1,
          message: `第 ${number} 号封存（${hours((number * 2 - 1) * 24 + 1)}）时已有第 ${number * 2} 条，现在第 ${left + 1} 条起不见了`,
        });
      }),
    );
  });

  it('is rewritten from behind the last seal that still agrees', () => {
    fc.assert(
      fc.property(fc.nat(5), (place) => {
        const good = Math.floor(place / 2) * 2;
        const number = good / 2 + 1;
        expect(checkAgainstSeals(forgedFrom(place), witnesses)).toEqual({
          reason: 'sealed_rewritten',
          firstBadSeq: good + 1,
          message: `第 ${good + 1} 条至第 ${good + 2} 条之间被重写：链前后一致，但与第 ${number} 号封存（${hours((number * 2 - 1) * 24 + 1)}）不符`,
        });
      }),
    );
  });

  it('is backdated when an event claims a day long before a seal that did not hold it', () => {
    const backdated = (claimed: number) => {
      const events: AuditEvent[] = [];
      const own = new Sealer();
      const first = step(events, hours(0));
      own.seal(hours(100), [headOf(first)]);
      step(events, hours(101));
      step(events, hours(claimed));
      own.seal(hours(200), [headOf(step(events, hours(150)))]);
      return checkAgainstSeals(events, replay(own.files).witnesses.get('finding/a') ?? []);
    };
    // What happened shortly before a seal may reach the table after it: 26 hours are allowed.
    expect(backdated(100 - 26)).toBeUndefined();
    expect(backdated(100 - 27)).toEqual({
      reason: 'backdated',
      firstBadSeq: 3,
      message: `第 3 条倒签：自称 ${hours(73)}，但 ${hours(100)} 封存时还没有它`,
    });
  });
});
