import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../audit/index.ts';
import {
  AT,
  actorFixture,
  aggregateFixture,
  allowed,
  findingFixture,
  measureFixture,
  PEOPLE,
  TODAY,
} from '../closeout/case-fixture.ts';
import type { Result } from '../result.ts';
import { analyse } from './analysis.ts';
import type { FindingChange, FindingEventType } from './change.ts';
import { askExtension, decideExtension, withdrawExtension } from './extension.ts';
import {
  acknowledge,
  answerObjection,
  assign,
  deliver,
  editDraft,
  objectTo,
  reopen,
  startRectification,
  withdrawDraft,
} from './feedback.ts';
import type { Finding, FindingAggregate } from './finding.ts';
import { setGreenChannel } from './green-channel.ts';
import { mergeFindings, splitFinding } from './lineage.ts';
import { addMeasure, editMeasure, reportProgress, withdrawMeasure } from './measures.ts';
import { progressHistory } from './progress-history.ts';
import { requestHistory } from './request-history.ts';
import { decideStage } from './stage.ts';

const office = actorFixture('office', ['rectification_office']);
const inState = (state: Finding['state'], over: Partial<FindingAggregate> = {}): FindingAggregate =>
  aggregateFixture({ finding: findingFixture({ state }), ...over });
const working = (over: Partial<Finding> = {}): FindingAggregate =>
  aggregateFixture({
    finding: findingFixture({ startedOn: '2025-02-01', ...over }),
    measures: [measureFixture({ status: 'under_way', progress: 40, reportedBy: ['clerk'] })],
  });
const content = {
  text: '补充措施',
  supportingDepartments: [],
  term: { kind: 'date', date: '2025-06-01' },
} as const;

/** What waits for a decision, asked by the head of the department. */
const waiting = working({
  extension: {
    id: 'ext1',
    measureId: 'mea1',
    seq: 1,
    from: '2025-06-30',
    to: '2025-07-20',
    decider: 'rectification_office',
    due: '2025-03-10',
    by: ['head'],
    byName: '姓名head',
  },
});
const about = { extensionId: 'ext1', measureId: 'mea1', seq: 1, from: '2025-06-30', to: '2025-07-20' };

/** Whoever reads the trail years later must see what was done and why, from the event alone (G06). */
const EVENTS: readonly (readonly [
  FindingEventType,
  () => Result<FindingChange>,
  Readonly<Record<string, unknown>>,
])[] = [
  ['finding.edited', () => editDraft(inState('draft'), { title: '新标题' }), { title: '新标题' }],
  ['finding.delivered', () => deliver(inState('draft'), '2025-01-31'), { feedbackDate: '2025-01-31' }],
  ['finding.withdrawn', () => withdrawDraft(inState('draft'), '重复'), { reason: '重复' }],
  ['finding.acknowledged', () => acknowledge(inState('delivered')), {}],
  ['finding.objected', () => objectTo(inState('delivered'), '有误', PEOPLE.head, AT), { reason: '有误' }],
  [
    'finding.objection_answered',
    () => answerObjection(inState('disputed'), { outcome: 'maintained', reason: '属实' }, office, AT),
    { outcome: 'maintained', reason: '属实' },
  ],
  [
    'finding.assigned',
    () => assign(inState('planning'), findingFixture().responsibility),
    { ...findingFixture().responsibility },
  ],
  [
    'finding.analysed',
    () => analyse(inState('planning'), { causes: ['execution'], termClass: 'immediate', goal: '规范' }),
    { causes: ['execution'], termClass: 'immediate', goal: '规范', classBefore: 'time_limited' },
  ],
  ['finding.started', () => startRectification(inState('planning')), {}],
  [
    'finding.reopened',
    () => reopen(inState('closed'), '反弹', 'mtg1'),
    { reason: '反弹', meetingId: 'mtg1', closeoutNo: undefined },
  ],
  [
    'finding.green_channel_opened',
    () => setGreenChannel(working(), { on: true, reason: '群众利益' }, TODAY),
    { reason: '群众利益' },
  ],
  [
    'finding.green_channel_ended',
    () => setGreenChannel(working({ green: { since: TODAY } }), { on: false, reason: '已缓解' }, TODAY),
    { reason: '已缓解' },
  ],
  [
    'measure.added',
    () => addMeasure(working(), 'mea2', content),
    { measureId: 'mea2', seq: 2, text: '补充措施', term: content.term },
  ],
  [
    'measure.edited',
    () => editMeasure(working(), 'mea1', content),
    {
      measureId: 'mea1',
      before: { text: '修订采购管理办法', term: measureFixture().term },
      after: content,
    },
  ],
  [
    'measure.withdrawn',
    () => withdrawMeasure(working(), 'mea1', '不再适用'),
    { measureId: 'mea1', reason: '不再适用' },
  ],
  [
    'measure.reported',
    () => reportProgress(working(), 'mea1', { progress: 60, note: '已起草' }, PEOPLE.head, AT),
    { measureId: 'mea1', seq: 1, before: 40, progress: 60, note: '已起草' },
  ],
  [
    'stage.accepted',
    // 30 of 149 days from 1 February to 30 June have passed: 20 %.
    () => decideStage(working(), { outcome: 'accepted', reason: '已印发' }, office, TODAY),
    { planned: 20, progress: 40, reason: '已印发' },
  ],
  [
    'stage.returned',
    () => decideStage(working(), { outcome: 'returned', reason: '不实', measureId: 'mea1' }, office, TODAY),
    { measureId: 'mea1', seq: 1, planned: 20, progress: 40, reason: '不实' },
  ],
  [
    'extension.asked',
    () =>
      askExtension(
        working(),
        { id: 'ext1', measureId: 'mea1', to: '2025-07-20', reason: '招标延后', evidenceIds: ['evd1'] },
        PEOPLE.head,
        TODAY,
      ),
    {
      ...about,
      reason: '招标延后',
      evidenceIds: ['evd1'],
      decider: 'rectification_office',
      due: '2025-03-10',
      dueWhy: expect.stringContaining('提出延期申请后5个工作日'),
    },
  ],
  [
    'extension.approved',
    () =>
      decideExtension(waiting, { extensionId: 'ext1', outcome: 'approved', reason: '属实' }, office, TODAY),
    { ...about, decider: 'rectification_office', reason: '属实' },
  ],
  [
    'extension.refused',
    () =>
      decideExtension(waiting, { extensionId: 'ext1', outcome: 'refused', reason: '不足' }, office, TODAY),
    { ...about, decider: 'rectification_office', reason: '不足' },
  ],
  [
    'extension.withdrawn',
    () => withdrawExtension(waiting, 'ext1', '已完成', PEOPLE.head),
    { ...about, reason: '已完成' },
  ],
];

describe('every step of a finding leaves one event that says what was done', () => {
  it.each(EVENTS)('%s', (type, run, data) => {
    expect(allowed(run()).event).toEqual({ type, data });
  });

  it('and so does each part and each whole of a split or merge (D07)', () => {
    const bare = (id: string) => ({
      ...inState('delivered', { measures: [] }),
      finding: findingFixture({ id, state: 'delivered' }),
    });
    const part = (id: string) => ({ id, title: id, text: `原文${id}` });
    const split = allowed(splitFinding(bare('f1'), [part('a'), part('b')], '性质不同', AT));
    expect([...split.ended, ...split.created].map(({ event }) => event)).toEqual([
      { type: 'finding.split', data: { reason: '性质不同', children: ['a', 'b'] } },
      { type: 'finding.created_by_split', data: { parent: 'f1', text: '原文a' } },
      { type: 'finding.created_by_split', data: { parent: 'f1', text: '原文b' } },
    ]);
    const merged = allowed(mergeFindings([bare('f1'), bare('f2')], part('m'), '同一事项', AT));
    expect([...merged.ended, ...merged.created].map(({ event }) => event)).toEqual([
      { type: 'finding.merged', data: { reason: '同一事项', into: 'm' } },
      { type: 'finding.merged', data: { reason: '同一事项', into: 'm' } },
      { type: 'finding.created_by_merge', data: { parents: ['f1', 'f2'], text: '原文m' } },
    ]);
  });
});

describe('the trail read back', () => {
  const event = (seq: number, type: string, data: unknown, over: Partial<AuditEvent> = {}): AuditEvent => ({
    tenantId: 'beihe',
    streamId: 'finding/fnd1',
    seq,
    at: AT,
    type,
    actor: { userId: 'u', name: '甲', membershipId: 'm', tenantId: 'beihe' },
    data,
    prevHash: '',
    hash: '',
    ...over,
  });
  const substitute = {
    actor: {
      userId: 'u',
      name: '甲',
      membershipId: 'm',
      tenantId: 'beihe',
      onBehalfOf: { userId: 'v', name: '乙', delegationId: 'd' },
    },
  };

  it('lists requests and stage decisions in their order, and nothing else', () => {
    const asked = {
      ...about,
      reason: '招标延后',
      evidenceIds: ['evd1'],
      due: '2025-03-10',
      dueWhy: '延期审批',
    };
    const trail = [
      event(1, 'finding.delivered', {}),
      event(2, 'extension.asked', asked, substitute),
      event(3, 'measure.reported', { progress: 10 }),
      event(4, 'extension.refused', { ...about, reason: '不足' }),
      event(5, 'stage.accepted', { planned: 20, progress: 40, reason: '已印发' }),
    ];
    const { seq: measureSeq, ...rest } = asked;
    expect(requestHistory(trail)).toEqual([
      { ...rest, seq: 2, type: 'extension.asked', at: AT, byName: '甲', onBehalfOf: '乙', measureSeq },
      expect.objectContaining({ seq: 4, type: 'extension.refused', reason: '不足', evidenceIds: [] }),
      expect.objectContaining({
        seq: 5,
        type: 'stage.accepted',
        planned: 20,
        progress: 40,
        reason: '已印发',
      }),
    ]);
  });

  it('takes what is no text, number or list of texts for nothing said', () => {
    const odd = {
      measureId: 7,
      reason: 7,
      to: {},
      planned: '9',
      progress: '9',
      before: '9',
      evidenceIds: ['a', 7],
    };
    expect(requestHistory([event(1, 'stage.returned', odd)])).toEqual([
      { seq: 1, type: 'stage.returned', at: AT, byName: '甲', reason: '', evidenceIds: ['a'] },
    ]);
    expect(requestHistory([event(1, 'stage.returned', { evidenceIds: 'a' })])[0]?.evidenceIds).toEqual([]);
    expect(progressHistory([event(1, 'measure.reported', odd)])).toEqual([
      { seq: 1, measureId: '', at: AT, byName: '甲', before: 0, progress: 0, evidenceIds: ['a'] },
    ]);
    expect(progressHistory([event(1, 'measure.reported', {})])[0]?.evidenceIds).toEqual([]);
    expect(progressHistory([event(1, 'measure.reported', odd, substitute)])[0]?.onBehalfOf).toBe('乙');
  });
});
