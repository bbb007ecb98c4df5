import * as z from 'zod';
import { Analysis } from './analysis.ts';
import { CalendarDate, Gate, Id, Instant, line, Sha256, TermClass, text } from './base.ts';
import { CloseoutCase, Measure, Responsibility } from './findings.ts';

export const ApplicationInput = z.object({
  result: text(2000),
  similarCheck: text(2000),
  newRules: z.array(line(200)).max(50),
});
export const EvidenceTick = z.object({
  evidenceId: Id,
  verdict: z.enum(['sufficient', 'insufficient']),
  reason: z.string().trim().max(500).optional(),
});
export const CommitteeMeeting = z.object({
  date: CalendarDate,
  agendaItem: line(200),
  attendees: z.array(line(30)).max(100),
  resolution: text(2000),
  minutesId: Id,
});
/** A recorded decision meeting of the unit: date, attendees and minutes are taken from it. */
export const ChosenMeeting = z.object({
  unitMeetingId: Id,
  /** A title of that meeting's agenda. */
  agendaItem: line(200),
  resolution: text(2000),
});
export const DecisionInput = z.object({
  gate: Gate.exclude(['application']),
  visit: z.int().min(1),
  snapshotHash: Sha256,
  outcome: z.enum(['approve', 'return', 'continuous']),
  reason: z.string().trim().max(1000).optional(),
  returnTo: z.enum(['department', 'evidence_check', 'consultation', 'party_committee']).optional(),
  ticks: z.array(EvidenceTick).max(300).optional(),
  opinion: z.string().trim().max(2000).optional(),
  meeting: z.union([ChosenMeeting, CommitteeMeeting]).optional(),
  meetingId: Id.optional(),
  nextCheckDate: CalendarDate.optional(),
});
export const DecisionResult = z.object({
  caseId: Id,
  next: z.string(),
  closeoutNo: z.string().optional(),
  version: z.int(),
});
export const MeetingInput = z.object({
  title: line(100),
  date: CalendarDate,
  attendees: z.array(line(30)).min(1).max(100),
  /** Number of the written minutes, such as 领导小组纪要〔2025〕3号. */
  minutesNo: z.string().trim().max(60).optional(),
});
export const Meeting = MeetingInput.extend({
  id: Id,
  createdAt: Instant,
  createdByName: z.string(),
  decided: z.int(),
});
/** What a meeting decided about one finding (G05). */
export const MeetingDecisionLine = z.object({
  tenantId: z.string(),
  tenantName: z.string(),
  findingId: Id,
  no: z.string(),
  title: z.string(),
  caseId: Id,
  outcome: z.enum(['approve', 'return', 'continuous']),
  returnTo: z.union([z.literal('department'), Gate]).optional(),
  reason: z.string().optional(),
  nextCheckDate: CalendarDate.optional(),
  closeoutNo: z.string().optional(),
  byName: z.string(),
  at: Instant,
});
export const MeetingDecision = z.object({
  findingId: Id,
  caseId: Id,
  visit: z.int().min(1),
  snapshotHash: Sha256,
  outcome: z.enum(['approve', 'return', 'continuous']),
  reason: z.string().trim().max(1000).optional(),
  returnTo: z.enum(['department', 'evidence_check', 'consultation', 'party_committee']).optional(),
  nextCheckDate: CalendarDate.optional(),
});
export const MeetingDecisions = z.object({
  decisions: z.array(MeetingDecision).min(1).max(100, '一次最多决定 100 件'),
});
/** What a case was about: frozen when its first gate opened (G06). */
export const CaseSnapshot = z.object({
  finding: z.object({
    id: Id,
    no: z.string(),
    round: z.string(),
    category: z.string().optional(),
    text: z.string(),
    goal: z.string().optional(),
    analysis: Analysis.optional(),
    termClass: TermClass,
    responsibility: Responsibility,
    feedbackDate: CalendarDate.optional(),
    dueDate: CalendarDate.optional(),
  }),
  application: CloseoutCase.shape.application,
  measures: z.array(
    Measure.pick({
      id: true,
      seq: true,
      text: true,
      term: true,
      status: true,
      progress: true,
      result: true,
      doneAt: true,
      departmentName: true,
    }),
  ),
  evidence: z.array(
    z.object({
      id: Id,
      fileName: z.string(),
      sha256: Sha256,
      size: z.int(),
      measureId: Id.optional(),
    }),
  ),
});
