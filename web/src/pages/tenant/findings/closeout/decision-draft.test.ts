import { schemas } from '@xuncha/contracts';
import { DEFAULT_POLICY, earlierGates, GATES } from '@xuncha/domain';
import { describe, expect, it } from 'vitest';
import {
  complaintsAbout,
  type DecidedGate,
  type DecisionCase,
  type DecisionDraft,
  decisionOf,
  EMPTY_DRAFT,
  returnTargetsOf,
} from './decision-draft.ts';

const FIRST = '01j0000000000000000000000a';
const SECOND = '01j0000000000000000000000b';
const MINUTES = '01j0000000000000000000000c';
const MEETING = '01j0000000000000000000000d';
const about = (gate: DecidedGate, over: Partial<DecisionCase> = {}): DecisionCase => ({
  gate,
  visit: 1,
  snapshotHash: 'a'.repeat(64),
  evidenceIds: [FIRST, SECOND],
  minutesId: MINUTES,
  today: '2025-03-10',
  ...over,
});
const draft = (over: Partial<DecisionDraft>): DecisionDraft => ({ ...EMPTY_DRAFT, ...over });
const committee = {
  date: '2025-03-01',
  agendaItem: '审议销号事项',
  attendees: ['书记', '委员'],
  resolution: '同意销号',
};

describe('complaints about a decision', () => {
  it('asks for an outcome first', () => {
    expect(complaintsAbout(EMPTY_DRAFT, about('consultation'))).toEqual({ outcome: 'requiredChoice' });
  });

  it.each(['evidence_check', 'consultation', 'party_committee', 'leading_group'] as const)(
    'a return from %s needs only its reason',
    (gate) => {
      expect(complaintsAbout(draft({ outcome: 'return', reason: '  ' }), about(gate))).toEqual({
        reason: 'required',
      });
      expect(complaintsAbout(draft({ outcome: 'return', reason: '缺照片' }), about(gate))).toEqual({});
    },
  );

  it('approving the evidence check needs every item ticked as sufficient', () => {
    const ticks = { [FIRST]: { verdict: 'sufficient' as const } };
    expect(complaintsAbout(draft({ outcome: 'approve', ticks }), about('evidence_check'))).toEqual({
      [`ticks.${SECOND}`]: 'requiredChoice',
    });
    const bad = { ...ticks, [SECOND]: { verdict: 'insufficient' as const, reason: '模糊' } };
    expect(complaintsAbout(draft({ outcome: 'approve', ticks: bad }), about('evidence_check'))).toEqual({
      outcome: 'insufficient',
    });
    const good = { ...ticks, [SECOND]: { verdict: 'sufficient' as const } };
    expect(complaintsAbout(draft({ outcome: 'approve', ticks: good }), about('evidence_check'))).toEqual({});
  });

  it('an insufficient item needs its reason even when the case is returned', () => {
    const ticks = { [FIRST]: { verdict: 'insufficient' as const, reason: ' ' } };
    expect(
      complaintsAbout(draft({ outcome: 'return', reason: '补充', ticks }), about('evidence_check')),
    ).toEqual({ [`ticks.${FIRST}.reason`]: 'required' });
  });

  it('the party committee needs meeting, agenda, attendees, resolution and minutes', () => {
    expect(
      Object.keys(
        complaintsAbout(draft({ outcome: 'approve' }), about('party_committee', { minutesId: undefined })),
      ).sort(),
    ).toEqual([
      'meeting.agendaItem',
      'meeting.attendees',
      'meeting.date',
      'meeting.minutesId',
      'meeting.resolution',
    ]);
    expect(
      complaintsAbout(draft({ outcome: 'approve', meeting: committee }), about('party_committee')),
    ).toEqual({});
    expect(
      complaintsAbout(
        draft({ outcome: 'approve', meeting: { ...committee, date: '2025-03-11' } }),
        about('party_committee'),
      ),
    ).toEqual({ 'meeting.date': 'dateFuture' });
  });

  it('a recorded meeting brings date, attendees and minutes; item and resolution are asked for', () => {
    const chosen = (over: object) =>
      draft({ outcome: 'approve', meeting: { ...EMPTY_DRAFT.meeting, unitMeetingId: MEETING, ...over } });
    const without = about('party_committee', { minutesId: undefined });
    expect(Object.keys(complaintsAbout(chosen({}), without)).sort()).toEqual([
      'meeting.agendaItem',
      'meeting.resolution',
    ]);
    const complete = chosen({ agendaItem: '审议销号', resolution: ' 同意 ' });
    expect(complaintsAbout(complete, without)).toEqual({});
    const sent = decisionOf(complete, without);
    expect(sent.meeting).toEqual({ unitMeetingId: MEETING, agendaItem: '审议销号', resolution: '同意' });
    expect(schemas.DecisionInput.parse(sent).meeting).toEqual(sent.meeting);
  });

  it('the leading group decides in a meeting; continuous needs reason and a later date', () => {
    expect(complaintsAbout(draft({ outcome: 'approve' }), about('leading_group'))).toEqual({
      meetingId: 'requiredChoice',
    });
    expect(
      complaintsAbout(
        draft({ outcome: 'continuous', meetingId: MEETING, nextCheckDate: '2025-03-10' }),
        about('leading_group'),
      ),
    ).toEqual({ reason: 'required', nextCheckDate: 'datePast' });
  });
});

describe('the request of a decision', () => {
  const complete: Record<DecidedGate, DecisionDraft> = {
    evidence_check: draft({
      outcome: 'approve',
      ticks: { [FIRST]: { verdict: 'sufficient' }, [SECOND]: { verdict: 'sufficient' } },
    }),
    consultation: draft({ outcome: 'approve', opinion: '同意' }),
    party_committee: draft({ outcome: 'approve', meeting: committee }),
    leading_group: draft({ outcome: 'approve', meetingId: MEETING }),
  };

  it.each(['evidence_check', 'consultation', 'party_committee', 'leading_group'] as const)(
    'of %s passes the contract',
    (gate) => {
      expect(complaintsAbout(complete[gate], about(gate))).toEqual({});
      expect(schemas.DecisionInput.safeParse(decisionOf(complete[gate], about(gate))).error).toBeUndefined();
    },
  );

  it('carries nothing the gate does not ask for', () => {
    const everything = {
      ...complete.party_committee,
      opinion: '意见',
      reason: '原因',
      nextCheckDate: '2026-01-01',
    };
    const sent = decisionOf(everything, about('party_committee'));
    expect(sent).toMatchObject({
      outcome: 'approve',
      opinion: undefined,
      reason: undefined,
      ticks: undefined,
    });
    expect(sent.nextCheckDate).toBeUndefined();
  });

  it('ticks only items of the snapshot that was seen', () => {
    const ticks = { [FIRST]: { verdict: 'sufficient' as const }, other: { verdict: 'sufficient' as const } };
    expect(
      decisionOf(draft({ outcome: 'return', reason: '补', ticks }), about('evidence_check')).ticks,
    ).toEqual([{ evidenceId: FIRST, verdict: 'sufficient', reason: undefined }]);
  });
});

describe('targets of a return', () => {
  it.each(GATES.filter((gate): gate is DecidedGate => gate !== 'application'))(
    'from %s are the department and what the domain allows',
    (gate) => {
      expect(returnTargetsOf(GATES, gate)).toEqual(['department', ...earlierGates(DEFAULT_POLICY, gate)]);
    },
  );

  it('leave out gates the case does not have', () => {
    expect(returnTargetsOf(['application', 'party_committee', 'leading_group'], 'leading_group')).toEqual([
      'department',
      'party_committee',
    ]);
  });
});
