import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from './audit-event.ts';
import { appendEvent, genesisHash } from './audit-event.ts';
import type { ChainNote, SealDigest, SealedHead, SealFile } from './seal.ts';
import {
  backdatedEvent,
  continueChain,
  isSealFile,
  isSignedDigest,
  noteEvents,
  SEAL_FORMAT,
  sealGenesis,
  sealHash,
  sealText,
} from './seal.ts';

const TENANT = 'acme';
const START = Date.parse('2025-03-01T00:00:00.000Z');
const MINUTE = 60_000;
const instant = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

/** A chain of one step a minute, of the types given. */
function chainOf(types: readonly string[], streamId = 'finding/a'): AuditEvent[] {
  const actor = { userId: 'u1', name: '经办人甲', membershipId: 'm1', tenantId: TENANT };
  const events: AuditEvent[] = [];
  for (const [minute, type] of types.entries())
    events.push(
      appendEvent(events.at(-1), { tenantId: TENANT, streamId, at: instant(minute), type, actor, data: {} }),
    );
  return events;
}

const steps = (count: number, type = 'measure.done'): string[] => Array.from({ length: count }, () => type);

/** As the table hands them over: written in the second they claim, unless told otherwise. */
const inserted = (events: readonly AuditEvent[], minutesLater = 0) =>
  events.map((event) => ({
    event,
    writtenAt: new Date(Date.parse(event.at) + minutesLater * MINUTE).toISOString(),
  }));

const headAt = (events: readonly AuditEvent[], seq: number): SealedHead | undefined => {
  const event = events[seq - 1];
  return event && { streamId: event.streamId, seq, hash: event.hash };
};

describe('notes of a run of changes', () => {
  it('say of each chain where it went on and where it stands, whatever order the events came in', () => {
    const [a, b] = [chainOf(steps(5)), chainOf(steps(3), 'finding/b')];
    const mixed = [...a.slice(2), ...b].map((event, at) => ({ event, at }));
    fc.assert(
      fc.property(fc.shuffledSubarray(mixed, { minLength: mixed.length }), (order) => {
        const { notes, late } = noteEvents(inserted(order.map(({ event }) => event)));
        expect(late).toEqual([]);
        expect(notes.toSorted((x, y) => (x.streamId < y.streamId ? -1 : 1))).toEqual([
          { ...headAt(a, 5), firstSeq: 3, prevHash: a[1]?.hash },
          { ...headAt(b, 3), firstSeq: 1, prevHash: genesisHash(TENANT, 'finding/b') },
        ]);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [-16, true],
    [-15, false],
    [15, false],
    [16, true],
  ])('an event written %i minutes after the instant it claims is named: %s', (minutes, named) => {
    const events = chainOf(steps(1));
    const [event] = events;
    expect(noteEvents(inserted(events, minutes)).late).toEqual(
      named
        ? [
            {
              streamId: 'finding/a',
              seq: 1,
              at: event?.at,
              writtenAt: inserted(events, minutes)[0]?.writtenAt,
            },
          ]
        : [],
    );
  });

  it.each(['finding.imported', 'finding.delivered', 'finding.withdrawn'])(
    'a job may write %s hours after it was asked for',
    (type) => {
      const { notes, late } = noteEvents(inserted(chainOf([type]), 600));
      expect(late).toEqual([]);
      expect(notes).toHaveLength(1);
    },
  );
});

describe('a chain going on from its sealed head', () => {
  const events = chainOf(steps(8));
  const noteOf = (first: number, last: number): ChainNote[] => [
    ...noteEvents(inserted(events.slice(first - 1, last))).notes,
  ];

  it('stands where the last note says, however often and in whatever order the notes come', () => {
    const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), cuts, (sealedAt, ranges) => {
        const notes = ranges.flatMap(([from, to]) => noteOf(Math.min(from, to), Math.max(from, to)));
        const last = Math.max(...notes.map(({ seq }) => seq));
        const result = continueChain(TENANT, headAt(events, sealedAt), notes);
        expect(result).toEqual(last > sealedAt ? { head: headAt(events, last) } : {});
      }),
    );
  });

  it('has no new head when nothing was noted', () => {
    expect(continueChain(TENANT, headAt(events, 3), [])).toEqual({});
    expect(continueChain(TENANT, undefined, [])).toEqual({});
  });

  it('is in conflict when it goes on from another event than the sealed one', () => {
    const forged = chainOf([...steps(2), 'forged', ...steps(3)]);
    const [note] = noteEvents(inserted(forged.slice(3))).notes;
    const sealed = headAt(events, 3);
    expect(continueChain(TENANT, sealed, note ? [note] : [])).toEqual({
      conflict: { sealed, found: headAt(forged, 6) },
    });
  });

  it('is in conflict when the sealed event itself has another hash now', () => {
    const forged = chainOf([...steps(2), 'forged']);
    const sealed = headAt(events, 3);
    expect(continueChain(TENANT, sealed, noteEvents(inserted(forged)).notes)).toEqual({
      conflict: { sealed, found: headAt(forged, 3) },
    });
  });

  it('is in conflict when it begins anywhere but at its own genesis', () => {
    const [note] = noteEvents(inserted(events)).notes;
    const moved = note ? [{ ...note, prevHash: genesisHash(TENANT, 'finding/b') }] : [];
    expect(continueChain(TENANT, undefined, moved)).toEqual({
      conflict: {
        sealed: { streamId: 'finding/a', seq: 0, hash: genesisHash(TENANT, 'finding/a') },
        found: headAt(events, 8),
      },
    });
    expect(continueChain('other', undefined, note ? [note] : []).conflict).toBeDefined();
  });
});

const digest: SealDigest = {
  format: SEAL_FORMAT,
  tenantId: TENANT,
  number: 3,
  previous: 'p',
  at: instant(0),
  chains: 7,
  root: 'r',
  changed: 1,
  changesHash: 'c',
};
const head: SealedHead = { streamId: 'finding/a', seq: 2, hash: 'h' };
const file: SealFile = {
  digest,
  signature: { algorithm: 'ECDSA_SHA_256', value: 'v', keyFingerprint: 'k' },
  changes: {
    heads: [head],
    late: [{ streamId: 'finding/a', seq: 2, at: instant(0), writtenAt: instant(60) }],
    conflicts: [{ sealed: head, found: { ...head, seq: 4 } }],
  },
};

/** The value with one place of it, at any depth, replaced by each of the wrong kinds, or left out. */
function* spoiled(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) {
    for (const wrong of [null, true, typeof value === 'string' ? 1 : '1', {}, []]) yield wrong;
    if (typeof value === 'number') yield value + 0.5;
    return;
  }
  for (const wrong of [null, 'text', Array.isArray(value) ? {} : [], 1]) yield wrong;
  const entries = Object.entries(value);
  for (const [name, member] of entries) {
    const others = entries.filter(([other]) => other !== name);
    if (!Array.isArray(value)) yield Object.fromEntries(others);
    for (const wrong of spoiled(member)) {
      const changed = entries.map(([other, same]) => [other, other === name ? wrong : same] as const);
      yield Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
    }
  }
}

describe('what was read from a place we do not trust', () => {
  it('is a seal only when every field is there and of its kind', () => {
    expect(isSealFile(JSON.parse(JSON.stringify(file)))).toBe(true);
    const wrong = [...spoiled(file)];
    expect(wrong.length).toBeGreaterThan(100);
    for (const one of wrong) expect(isSealFile(one), JSON.stringify(one)).toBe(false);
    expect(isSealFile(undefined)).toBe(false);
  });

  it('is a signed digest without its changes, and nothing less', () => {
    const { changes: _changes, ...signed } = file;
    expect(isSignedDigest(signed)).toBe(true);
    expect(isSealFile(signed)).toBe(false);
    for (const one of spoiled(signed)) expect(isSignedDigest(one), JSON.stringify(one)).toBe(false);
  });
});

describe('the digest', () => {
  it('keeps its format: what was signed once can be checked for ever', () => {
    expect(sealText({ ...digest })).toBe(
      '{"at":"2025-03-01T00:00:00.000Z","chains":7,"changed":1,"changesHash":"c","format":"xuncha-seal-1","number":3,"previous":"p","root":"r","tenantId":"acme"}',
    );
    expect(sealHash(digest)).toMatchInlineSnapshot(
      `"67f137ac92b2c3caacbc9a4407ab6fadda3d9b009c8d2b6b29b1b5e81932a507"`,
    );
    expect(sealGenesis(TENANT)).toMatchInlineSnapshot(
      `"145832a48dd1985497f6ce9b119f1afc877289d0ab38429c2e162e7c6715cb72"`,
    );
    expect(sealGenesis('other')).not.toBe(sealGenesis(TENANT));
  });
});

describe('a backdated event', () => {
  const at = (minutes: readonly number[], types: readonly string[] = []) =>
    chainOf(minutes.map((_, index) => types[index] ?? 'measure.done')).map((event, index) => ({
      ...event,
      at: instant(minutes[index] ?? 0),
    }));

  it('is the first that claims to be more than a quarter of an hour older than the one before', () => {
    expect(backdatedEvent([])).toBeUndefined();
    expect(backdatedEvent(at([0, 1, 90, 75, 60]))).toBeUndefined();
    expect(backdatedEvent(at([0, 60, 44, 100, 20]))?.seq).toBe(3);
  });

  it('is never one of a job, which tells when it was asked for', () => {
    expect(backdatedEvent(at([60, 0, 0], ['finding.opened', 'finding.delivered']))).toBeUndefined();
    expect(backdatedEvent(at([60, 0], ['finding.delivered', 'measure.done']))?.seq).toBe(2);
  });
});
