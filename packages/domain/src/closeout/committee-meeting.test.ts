import { describe, expect, it } from 'vitest';
import type { MatterFile } from '../matter/index.ts';
import { decidedAt, noteDecision, recordUnitMeeting, withdrawUnitMeeting } from '../meeting/index.ts';
import {
  AT,
  after,
  allowed,
  approval,
  CASE,
  context,
  PEOPLE,
  refusedWith,
  standingAt,
  TODAY,
} from './case-fixture.ts';
import { chosenMeetingOf, type ReadMeeting } from './committee-meeting.ts';
import { type DecisionContext, decideGate } from './decide.ts';

const FILE: MatterFile = {
  id: 'fil1',
  purpose: 'minutes',
  fileName: '党委会纪要.pdf',
  size: 2000,
  sha256: 'd'.repeat(64),
  contentType: 'application/pdf',
  uploadedBy: 'office',
  uploadedByName: '整改办',
  registeredAt: '2025-03-02T01:00:00.000Z',
  status: 'verified',
  vaultKey: 't/beihe/vault/d',
  crc32: '0a0b0c0d',
};

type Content = ReadMeeting['matter']['content'];
const meetingOf = (over: Partial<Content> = {}, status = 'filed'): ReadMeeting => {
  const { matter } = allowed(
    recordUnitMeeting(
      {
        tenantId: 'beihe',
        id: 'mtg1',
        title: '党委第5次会议',
        type: 'decision',
        host: 'unit',
        date: '2025-03-01',
        attendees: ['甲', '乙'],
        agenda: [{ title: '审议第1号问题销号', findingIds: [] }],
        conclusions: '同意。',
        actionIds: [],
        openBefore: [],
        departmentIds: [],
        actionLinks: 0,
      },
      TODAY,
      PEOPLE.secretary,
      AT,
    ),
  );
  return {
    matter: { ...matter, status, content: { ...matter.content, ...over } },
    files: [FILE],
    minutesId: 'min9',
  };
};

const CHOSEN = { unitMeetingId: 'mtg1', agendaItem: '审议第1号问题销号', resolution: '同意销号' };
const standing = standingAt('party_committee');
const decide = (unitMeeting: DecisionContext['unitMeeting'], over: Partial<typeof CHOSEN> = {}) =>
  decideGate(
    standing,
    approval(standing, { meeting: { ...CHOSEN, ...over } }),
    context(PEOPLE.secretary, { unitMeeting }),
  );

describe('a decision at a recorded meeting (G04)', () => {
  it('takes date, attendees and minutes from the meeting; its minutes become material of the case', () => {
    const change = allowed(decide(meetingOf()));
    expect(change.event.data.meeting).toEqual({
      unitMeetingId: 'mtg1',
      date: '2025-03-01',
      attendees: ['甲', '乙'],
      agendaItem: '审议第1号问题销号',
      resolution: '同意销号',
      minutesId: 'min9',
      minutesSha256: FILE.sha256,
    });
    expect(change.finding.closing?.gate).toBe('leading_group');
    expect(after(standing, change).evidence.find(({ id }) => id === 'min9')).toMatchObject({
      purpose: 'minutes',
      caseId: CASE,
      source: '党委第5次会议',
      formedOn: '2025-03-01',
      status: 'verified',
      vaultKey: FILE.vaultKey,
      sha256: FILE.sha256,
      crc32: FILE.crc32,
    });
  });

  it('takes the minutes that were kept last', () => {
    const older = { ...FILE, id: 'fil0', sha256: 'e'.repeat(64), registeredAt: '2025-03-01T09:00:00.000Z' };
    const refused = { ...FILE, id: 'fil2', status: 'refused' as const, registeredAt: AT };
    const change = allowed(decide({ ...meetingOf(), files: [FILE, older, refused] }));
    expect(change.evidence?.map(({ sha256 }) => sha256)).toEqual([FILE.sha256]);
  });

  it.each([
    ['unit_meeting_unknown', undefined],
    ['unit_meeting_unknown', { ...meetingOf(), matter: { ...meetingOf().matter, kind: 'talk' as const } }],
    ['unit_meeting_type', meetingOf({ type: 'committee_study' })],
    ['unit_meeting_type', meetingOf({ host: 'group' })],
    ['unit_meeting_not_filed', meetingOf({}, 'recorded')],
    ['unit_meeting_not_filed', meetingOf({}, 'withdrawn')],
    ['meeting_in_future', meetingOf({ date: '2025-03-04' })],
    ['agenda_unknown', meetingOf({ agenda: [{ title: '其他议题', findingIds: [] }] })],
    ['minutes_missing', { ...meetingOf(), files: [] }],
    ['minutes_missing', { ...meetingOf(), files: [{ ...FILE, purpose: 'annex' }] }],
    ['minutes_missing', { ...meetingOf(), files: [{ ...FILE, status: 'withdrawn' as const }] }],
  ] as const)('is refused: %s', (code, meeting) => {
    expect(refusedWith(decide(meeting))).toBe(code);
  });

  it('asks for a resolution of its own', () => {
    expect(refusedWith(decide(meetingOf(), { resolution: ' ' }))).toBe('meeting_incomplete');
  });

  it('reads a meeting only where one is chosen at the committee’s gate', () => {
    const input = approval(standing, { meeting: CHOSEN });
    expect(chosenMeetingOf(input)).toBe('mtg1');
    expect(chosenMeetingOf({ ...input, outcome: 'return' })).toBeUndefined();
    expect(chosenMeetingOf({ ...input, gate: 'consultation' })).toBeUndefined();
    expect(chosenMeetingOf(approval(standing))).toBeUndefined();
  });

  it('keeps the digest of minutes that were uploaded with the finding, and believes no reference beside it', () => {
    const typed = approval(standing).meeting;
    const lie = { ...typed, unitMeetingId: 'mtg1', minutesSha256: 'f'.repeat(64) } as typeof typed;
    const change = allowed(
      decideGate(standing, approval(standing, { meeting: lie }), context(PEOPLE.secretary)),
    );
    expect(change.event.data.meeting).toMatchObject({ minutesId: 'min1', minutesSha256: 'b'.repeat(64) });
    expect(change.event.data.meeting).not.toHaveProperty('unitMeetingId');
  });
});

describe('the meeting a finding was decided at', () => {
  const decided = {
    findingId: 'fnd1',
    no: '1',
    caseId: CASE,
    agendaItem: '审议第1号问题销号',
    byName: '书记',
    at: AT,
  };

  it('lists it once for each visit and can’t be withdrawn any more', () => {
    const { matter } = meetingOf();
    const first = noteDecision({ matter }, { ...decided, visit: 3 });
    const again = noteDecision({ matter: first.matter }, { ...decided, visit: 5 });
    expect(again.matter.findingIds).toEqual(['fnd1']);
    const parts = [...(first.parts ?? []), ...(again.parts ?? [])];
    expect(new Set(parts.map(({ id }) => id)).size).toBe(2);
    expect(decidedAt({ parts })).toEqual([decided, decided]);
    expect(refusedWith(withdrawUnitMeeting({ matter, parts }, '重复'))).toBe('meeting_in_use');
    expect(refusedWith(withdrawUnitMeeting({ matter, parts: [] }, '重复'))).toBe('allowed');
  });
});
