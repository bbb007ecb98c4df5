import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditDraft, AuditEvent, AuditHead } from './audit-event.ts';
import { appendEvent, genesisHash, hashEvent } from './audit-event.ts';
import type { ChainVerdict } from './verify-chain.ts';
import { verifyChain } from './verify-chain.ts';

const TENANT = 'acme';
const STREAM = 'finding/01jd0000000000000000000000';

function draft(data: unknown, streamId = STREAM, tenantId = TENANT): AuditDraft {
  const actor = { userId: 'u1', name: '经办人甲', membershipId: 'm1', tenantId };
  return { tenantId, streamId, at: '2024-12-31T01:02:03.000Z', type: 'measure.done', actor, data };
}

function chainOf(contents: readonly unknown[], streamId = STREAM, tenantId = TENANT): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (const content of contents) events.push(appendEvent(events.at(-1), draft(content, streamId, tenantId)));
  return events;
}

function headOf(events: readonly AuditEvent[]): AuditHead {
  const last = events.at(-1);
  if (!last) throw new Error('chain is empty');
  return { seq: last.seq, hash: last.hash };
}

function rehash(event: AuditEvent, change: Partial<AuditEvent>): AuditEvent {
  const changed = { ...event, ...change };
  return { ...changed, hash: hashEvent(changed) };
}

function expectFault(verdict: ChainVerdict, reason: string, firstBadSeq: number): void {
  expect(verdict).toMatchObject({ ok: false, reason, firstBadSeq });
  if (!verdict.ok) expect(verdict.message).toContain(`第 ${firstBadSeq} 条`);
}

/** A chain of 1–12 events with arbitrary JSON content, and a place in it. */
const chainAndPlace = fc
  .array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 12 })
  .chain((contents) => fc.tuple(fc.constant(chainOf(contents)), fc.nat(contents.length - 1)));

const longChainAndPlace = fc
  .array(fc.jsonValue({ maxDepth: 2 }), { minLength: 2, maxLength: 12 })
  .chain((contents) => fc.tuple(fc.constant(chainOf(contents)), fc.nat(contents.length - 2)));

const at = (events: readonly AuditEvent[], index: number): AuditEvent => {
  const event = events[index];
  if (!event) throw new Error(`no event at ${index}`);
  return event;
};

const edits: ReadonlyArray<(event: AuditEvent) => AuditEvent> = [
  (event) => ({ ...event, at: '2025-01-01T00:00:00.000Z' }),
  (event) => ({ ...event, type: 'case.closed' }),
  (event) => ({ ...event, data: [event.data] }),
  (event) => ({ ...event, seq: event.seq + 1 }),
  (event) => ({ ...event, tenantId: 'other' }),
  (event) => ({ ...event, streamId: 'finding/other' }),
  (event) => ({ ...event, actor: { ...event.actor, name: '他人' } }),
  (event) => ({
    ...event,
    actor: { ...event.actor, onBehalfOf: { userId: 'u2', name: '乙', delegationId: 'd1' } },
  }),
  (event) => ({ ...event, prevHash: event.prevHash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
  (event) => ({ ...event, hash: event.hash.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }),
  (event) => ({ ...event, smuggled: true }),
  (event) => ({ ...event, data: '\ud800' }),
];

describe('appendEvent', () => {
  it('starts at 1 from the genesis hash of tenant and stream', () => {
    const event = appendEvent(undefined, draft({ a: 1 }));
    expect(event.seq).toBe(1);
    expect(event.prevHash).toBe(genesisHash(TENANT, STREAM));
    expect(genesisHash('acme', 'x')).not.toBe(genesisHash('acm', 'ex'));
    expect(event.hash).toBe(hashEvent(event));
  });

  it('keeps the chain format: a published event never changes its hash', () => {
    const event = appendEvent(undefined, draft({ 进度: 100 }));
    expect(event.hash).toMatchInlineSnapshot(
      `"1aad95d1eb72ca94f39eb10bf9bea2adcb03ccc1f93c0c5ae17b8ee51e493577"`,
    );
  });

  it('survives a trip through JSON', () => {
    const events = chainOf([{ a: undefined, b: 1 }, null, [0.1, 'é']]);
    expect(verifyChain(JSON.parse(JSON.stringify(events)), headOf(events))).toEqual({
      ok: true,
      head: headOf(events),
    });
  });
});

describe('verifyChain', () => {
  it('accepts what was appended', () => {
    fc.assert(
      fc.property(chainAndPlace, ([events]) => {
        const head = headOf(events);
        expect(verifyChain(events)).toEqual({ ok: true, head });
        expect(verifyChain(events, { ...head, tenantId: TENANT, streamId: STREAM })).toEqual({
          ok: true,
          head,
        });
      }),
    );
    expect(verifyChain([])).toEqual({ ok: true, head: undefined });
  });

  it.each(edits.map((edit, index) => ({ edit, index })))('names an edited event ($index)', ({ edit }) => {
    fc.assert(
      fc.property(chainAndPlace, ([events, place]) => {
        const target = at(events, place);
        expectFault(verifyChain(events.with(place, edit(target)), headOf(events)), 'edited', place + 1);
        expectFault(verifyChain(events.with(place, edit(target))), 'edited', place + 1);
      }),
      { numRuns: 30 },
    );
  });

  it('names an event that was edited and hashed again, while a neighbour tells', () => {
    fc.assert(
      fc.property(longChainAndPlace, ([events, place]) => {
        const forged = events.with(place, rehash(at(events, place), { type: 'forged' }));
        expectFault(verifyChain(forged, headOf(events)), 'edited', place + 1);
      }),
    );
  });

  it('names an event whose link was bent and hashed again', () => {
    fc.assert(
      fc.property(longChainAndPlace, ([events, place]) => {
        const index = place + 1;
        const forged = events.with(index, rehash(at(events, index), { prevHash: '0'.repeat(64) }));
        expectFault(verifyChain(forged, headOf(events)), 'edited', index + 1);
      }),
    );
    const [first] = chainOf(['a']);
    if (!first) throw new Error('no event');
    expectFault(verifyChain([rehash(first, { prevHash: '0'.repeat(64) })]), 'edited', 1);
  });

  it('blames the predecessor when the last event is the one the head knows', () => {
    const events = chainOf(['a', 'b', 'c']);
    const forged = events.with(1, rehash(at(events, 1), { type: 'forged' }));
    expectFault(verifyChain(forged, headOf(events)), 'edited', 2);
    expectFault(verifyChain(forged), 'edited', 2);
  });

  it('finds a removed event', () => {
    fc.assert(
      fc.property(longChainAndPlace, ([events, place]) => {
        expectFault(verifyChain(events.toSpliced(place, 1), headOf(events)), 'missing', place + 1);
        expectFault(verifyChain(events.toSpliced(place, 1)), 'missing', place + 1);
      }),
    );
  });

  it('takes no number for a place in the chain that is none, though it was hashed with it', () => {
    const events = chainOf(['a', 'b', 'c']);
    for (const seq of [0, -1, 1.5, Number.MAX_SAFE_INTEGER + 1])
      expectFault(verifyChain(events.with(1, rehash(at(events, 1), { seq }))), 'edited', 2);
  });

  it('finds a cut tail against the known head, down to nothing', () => {
    fc.assert(
      fc.property(chainAndPlace, ([events, place]) => {
        expectFault(verifyChain(events.slice(0, place), headOf(events)), 'truncated', place + 1);
      }),
    );
  });

  it('finds two events that changed places', () => {
    fc.assert(
      fc.property(longChainAndPlace, fc.nat(11), ([events, place], distance) => {
        const other = Math.min(place + 1 + distance, events.length - 1);
        const swapped = events.with(place, at(events, other)).with(other, at(events, place));
        expectFault(verifyChain(swapped, headOf(events)), 'reordered', place + 1);
      }),
    );
  });

  it('finds a repeated event wherever it is put', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.nat(12), ([events, place], to) => {
        const target = Math.min(to, events.length);
        const doubled = events.toSpliced(target, 0, at(events, place));
        if (target > place) expectFault(verifyChain(doubled, headOf(events)), 'duplicated', place + 1);
        else if (target < place) expectFault(verifyChain(doubled, headOf(events)), 'reordered', target + 1);
        else expectFault(verifyChain(doubled, headOf(events)), 'duplicated', place + 1);
      }),
    );
  });

  it('finds events after the known head', () => {
    const events = chainOf(['a', 'b', 'c']);
    expectFault(verifyChain(events, headOf(events.slice(0, 2))), 'beyond_head', 3);
  });

  it('finds a chain rewritten to its end by its head', () => {
    fc.assert(
      fc.property(chainAndPlace, ([events, place]) => {
        const forged = chainOf(events.map((event, index) => (index === place ? 'forged' : event.data)));
        fc.pre(forged.at(-1)?.hash !== events.at(-1)?.hash);
        expectFault(verifyChain(forged, headOf(events)), 'rewritten', events.length);
      }),
    );
  });

  it('finds an event or a whole chain of another stream or tenant', () => {
    const events = chainOf(['a', 'b', 'c']);
    const foreign = chainOf(['a', 'x', 'c'], 'finding/other');
    expectFault(verifyChain(events.with(1, at(foreign, 1)), headOf(events)), 'wrong_stream', 2);
    const whose = { tenantId: TENANT, streamId: STREAM };
    expectFault(verifyChain(foreign, { ...headOf(foreign), ...whose }), 'wrong_stream', 1);
    const tenant = chainOf(['a'], STREAM, 'other');
    expectFault(verifyChain(tenant, { ...headOf(tenant), ...whose }), 'wrong_stream', 1);
  });
});
