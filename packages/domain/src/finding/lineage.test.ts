import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  after,
  aggregateFixture,
  allowed,
  blamed,
  findingFixture,
  measureFixture,
  refusedWith,
} from '../closeout/case-fixture.ts';
import { FINDING_STATES, type FindingAggregate, isCounted } from './finding.ts';
import { type LineageChange, MAX_PARTS, mergeFindings, splitFinding } from './lineage.ts';

const DIVISIBLE = ['draft', 'delivered', 'acknowledged', 'planning'];
const part = (id: string) => ({ id, title: `部分${id}`, text: `原文${id}` });
const parts = (count: number) => Array.from({ length: count }, (_, index) => part(`p${index}`));
const bare = (over: Parameters<typeof findingFixture>[0] = {}): FindingAggregate =>
  aggregateFixture({
    finding: findingFixture({ state: 'delivered', measureCount: 0, measureDone: 0, progress: 0, ...over }),
    measures: [],
    evidence: [],
  });

describe('splitting (D07)', () => {
  it.each(FINDING_STATES)('from %s', (state) => {
    expect(refusedWith(splitFinding(bare({ state }), parts(2), '性质不同', AT))).toBe(
      DIVISIBLE.includes(state) ? 'allowed' : 'not_divisible',
    );
  });

  it('needs two to ten parts, and no standing measure', () => {
    for (const count of [0, 1, MAX_PARTS + 1])
      expect(refusedWith(splitFinding(bare(), parts(count), '性质不同', AT))).toBe('parts_count');
    expect(refusedWith(splitFinding({ ...bare(), measures: [measureFixture()] }, parts(2), '-', AT))).toBe(
      'not_divisible',
    );
    const withdrawn = { ...bare(), measures: [measureFixture({ status: 'withdrawn' })] };
    expect(refusedWith(splitFinding(withdrawn, parts(2), '-', AT))).toBe('allowed');
  });

  it('takes over goal and remark, and the category unless a part has its own', () => {
    const whole = {
      ...bare({ category: '物资采购', caseIds: ['old'] }),
      body: { text: '全文', goal: '规范', remark: '备注' },
    };
    const change = allowed(splitFinding(whole, [part('a'), { ...part('b'), category: '工程' }], '-', AT));
    expect(change.created.map(({ finding }) => finding.category)).toEqual(['物资采购', '工程']);
    expect(change.created.map(({ finding }) => finding.caseIds)).toEqual([[], []]);
    expect(change.created[0]?.finding).toMatchObject({
      createdAt: AT,
      updatedAt: AT,
      auditHash: '',
      measureCount: 0,
    });
    expect(change.created[0]?.body).toEqual({ text: '原文a', goal: '规范', remark: '备注' });
    const refused = splitFinding(whole, [part('a')], '-', AT);
    expect(blamed(refused)).toEqual(['parts_count', 'parts']);
    expect(refusedWith(splitFinding(whole, parts(MAX_PARTS), '-', AT))).toBe('allowed');
  });

  it('keeps the wording with the parent, records the reason and links both ways', () => {
    const change = allowed(splitFinding(bare(), parts(2), '性质不同', AT));
    expect(change.ended).toMatchObject([
      {
        finding: { state: 'split', children: ['p0', 'p1'] },
        event: { type: 'finding.split', data: { reason: '性质不同', children: ['p0', 'p1'] } },
      },
    ]);
    expect(change.ended[0]?.body).toBeUndefined();
    expect(change.created.map(({ finding }) => finding)).toMatchObject([
      { id: 'p0', no: '1-1', parents: ['fnd1'], children: [], state: 'delivered', version: 0, auditSeq: 0 },
      { id: 'p1', no: '1-2', parents: ['fnd1'] },
    ]);
    expect(change.created.map(({ body }) => body.text)).toEqual(['原文p0', '原文p1']);
  });
});

describe('merging (D07)', () => {
  it('joins two to ten findings of one batch and state without standing measures', () => {
    const two = (over: Parameters<typeof findingFixture>[0]) =>
      refusedWith(mergeFindings([bare(), bare({ id: 'fnd2', no: '2', ...over })], part('m'), '同一事项', AT));
    expect(two({})).toBe('allowed');
    expect(two({ batchId: 'other' })).toBe('not_mergeable');
    expect(two({ state: 'acknowledged' })).toBe('not_mergeable');
    expect(refusedWith(mergeFindings([bare()], part('m'), '-', AT))).toBe('parts_count');
    expect(refusedWith(mergeFindings([], part('m'), '-', AT))).toBe('parts_count');
    const eleven = Array.from({ length: 11 }, (_, index) => bare({ id: `f${index}` }));
    expect(blamed(mergeFindings(eleven, part('m'), '-', AT))).toEqual(['parts_count', 'findingIds']);
    expect(refusedWith(mergeFindings(eleven.slice(1), part('m'), '-', AT))).toBe('allowed');
    const taken = { ...bare({ id: 'x' }), measures: [measureFixture({ status: 'withdrawn' })] };
    expect(refusedWith(mergeFindings([bare(), taken], part('m'), '-', AT))).toBe('allowed');
    expect(blamed(mergeFindings([bare(), bare({ id: 'y', batchId: 'other' })], part('m'), '-', AT))).toEqual([
      'not_mergeable',
      'findingIds',
    ]);
    expect(
      refusedWith(
        mergeFindings([bare(), { ...bare({ id: 'x' }), measures: [measureFixture()] }], part('m'), '-', AT),
      ),
    ).toBe('not_mergeable');
    for (const state of FINDING_STATES)
      expect(
        refusedWith(mergeFindings([bare({ state }), bare({ id: 'fnd2', state })], part('m'), '-', AT)),
      ).toBe(DIVISIBLE.includes(state) ? 'allowed' : 'not_mergeable');
  });

  it('records the reason and links both ways', () => {
    const change = allowed(mergeFindings([bare(), bare({ id: 'fnd2', no: '2' })], part('m'), '同一事项', AT));
    expect(change.ended).toMatchObject([
      {
        finding: { id: 'fnd1', state: 'merged', children: ['m'] },
        event: { data: { reason: '同一事项', into: 'm' } },
      },
      { finding: { id: 'fnd2', state: 'merged', children: ['m'] } },
    ]);
    expect(change.created[0]?.body).toEqual({ text: '原文m', goal: '规范采购' });
    expect(change.created).toMatchObject([{ finding: { id: 'm', no: '1+2', parents: ['fnd1', 'fnd2'] } }]);
  });
});

describe('totals count leaves only', () => {
  it('after any splits and merges: every counted finding has no children, every origin lives on in leaves', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('split' as const),
        at: fc.nat(20),
        parts: fc.integer({ min: 2, max: 4 }),
      }),
      fc.record({ kind: fc.constant('merge' as const), at: fc.nat(20), with: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const all = new Map<string, FindingAggregate>();
        for (const id of ['a', 'b', 'c']) all.set(id, bare({ id, no: id }));
        let serial = 0;
        const nextId = (): string => {
          serial += 1;
          return `n${serial}`;
        };
        const commit = (change: LineageChange): void => {
          for (const ended of change.ended) {
            const before = all.get(ended.finding.id);
            if (before) all.set(ended.finding.id, after(before, ended));
          }
          for (const created of change.created)
            all.set(created.finding.id, { ...bare(), finding: created.finding, body: created.body });
        };
        for (const one of steps) {
          const list = [...all.values()];
          const first = list[one.at % list.length];
          if (!first) continue;
          const answer =
            one.kind === 'split'
              ? splitFinding(
                  first,
                  parts(one.parts).map((draft) => ({ ...draft, id: nextId() })),
                  '-',
                  AT,
                )
              : mergeFindings(
                  [...new Set([first, list[one.with % list.length] ?? first])],
                  { ...part('x'), id: nextId() },
                  '-',
                  AT,
                );
          if (answer.ok) commit(answer.value);
        }
        const leavesOf = (id: string): string[] => {
          const { children = [] } = all.get(id)?.finding ?? {};
          return children.length === 0 ? [id] : children.flatMap(leavesOf);
        };
        const counted = [...all.values()].filter(({ finding }) => isCounted(finding.state));
        for (const { finding } of counted) expect(finding.children).toEqual([]);
        const leaves = new Set(['a', 'b', 'c'].flatMap(leavesOf));
        expect(new Set(counted.map(({ finding }) => finding.id))).toEqual(leaves);
      }),
    );
  });
});
