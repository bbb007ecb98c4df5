import type { BodyInputOf } from '@xuncha/contracts';
import { GATES, type Gate } from '@xuncha/domain';

export type DecidedGate = Exclude<Gate, 'application'>;
export type ReturnTarget = 'department' | 'evidence_check' | 'consultation' | 'party_committee';

export interface TickDraft {
  readonly verdict?: 'sufficient' | 'insufficient';
  readonly reason?: string;
}

/** What a decider has typed so far; survives every failed attempt. */
export interface DecisionDraft {
  readonly outcome?: 'approve' | 'return' | 'continuous';
  readonly reason: string;
  readonly returnTo: ReturnTarget;
  readonly ticks: Readonly<Record<string, TickDraft>>;
  readonly opinion: string;
  readonly meeting: {
    /** A recorded meeting of the unit; then date, attendees and minutes are its own. */
    readonly unitMeetingId?: string;
    readonly date?: string;
    readonly agendaItem: string;
    readonly attendees: readonly string[];
    readonly resolution: string;
  };
  readonly meetingId?: string;
  readonly nextCheckDate?: string;
}

export const EMPTY_DRAFT: DecisionDraft = {
  reason: '',
  returnTo: 'department',
  ticks: {},
  opinion: '',
  meeting: { agendaItem: '', attendees: [], resolution: '' },
};

/** What the decision is about. */
export interface DecisionCase {
  readonly gate: DecidedGate;
  readonly visit: number;
  readonly snapshotHash: string;
  /** Verified evidence of measures, all of which must be ticked at the evidence check. */
  readonly evidenceIds: readonly string[];
  /** Verified minutes file of this case. */
  readonly minutesId: string | undefined;
  readonly today: string;
}

/** A complaint by field; values are keys of the texts. */
export type DraftComplaint =
  | 'required'
  | 'requiredChoice'
  | 'dateFuture'
  | 'datePast'
  | 'minutes'
  | 'insufficient';
export type DraftComplaints = Readonly<Record<string, DraftComplaint>>;

const blank = (text: string | undefined): boolean => !text?.trim();

/** Points at what is still to be filled in, before anything is sent; the server remains the judge. */
export const complaintsAbout = (draft: DecisionDraft, about: DecisionCase): DraftComplaints => {
  const complaints: Record<string, DraftComplaint> = {};
  const { outcome } = draft;
  if (!outcome) complaints.outcome = 'requiredChoice';
  if ((outcome === 'return' || outcome === 'continuous') && blank(draft.reason))
    complaints.reason = 'required';
  if (about.gate === 'evidence_check') Object.assign(complaints, tickComplaints(draft, about));
  if (about.gate === 'consultation' && outcome === 'approve' && blank(draft.opinion))
    complaints.opinion = 'required';
  if (about.gate === 'party_committee' && outcome === 'approve')
    Object.assign(complaints, committeeComplaints(draft, about));
  if (about.gate === 'leading_group') Object.assign(complaints, leadingGroupComplaints(draft, about));
  return complaints;
};

const tickComplaints = (draft: DecisionDraft, about: DecisionCase): DraftComplaints => {
  const complaints: Record<string, DraftComplaint> = {};
  for (const id of about.evidenceIds) {
    const tick = draft.ticks[id];
    if (tick?.verdict === 'insufficient' && blank(tick.reason)) complaints[`ticks.${id}.reason`] = 'required';
    if (draft.outcome !== 'approve') continue;
    if (!tick?.verdict) complaints[`ticks.${id}`] = 'requiredChoice';
    if (tick?.verdict === 'insufficient') complaints.outcome = 'insufficient';
  }
  return complaints;
};

const committeeComplaints = ({ meeting }: DecisionDraft, about: DecisionCase): DraftComplaints => {
  const complaints: Record<string, DraftComplaint> = {};
  if (blank(meeting.agendaItem)) complaints['meeting.agendaItem'] = 'required';
  if (blank(meeting.resolution)) complaints['meeting.resolution'] = 'required';
  if (meeting.unitMeetingId) return complaints;
  if (!meeting.date) complaints['meeting.date'] = 'required';
  else if (meeting.date > about.today) complaints['meeting.date'] = 'dateFuture';
  if (meeting.attendees.length === 0) complaints['meeting.attendees'] = 'required';
  if (!about.minutesId) complaints['meeting.minutesId'] = 'minutes';
  return complaints;
};

const leadingGroupComplaints = (draft: DecisionDraft, about: DecisionCase): DraftComplaints => {
  const complaints: Record<string, DraftComplaint> = {};
  if ((draft.outcome === 'approve' || draft.outcome === 'continuous') && !draft.meetingId)
    complaints.meetingId = 'requiredChoice';
  if (draft.outcome === 'continuous') {
    if (!draft.nextCheckDate) complaints.nextCheckDate = 'required';
    else if (draft.nextCheckDate <= about.today) complaints.nextCheckDate = 'datePast';
  }
  return complaints;
};

const trimmed = (text: string | undefined): string | undefined => text?.trim() || undefined;

const meetingOf = (
  { meeting: { unitMeetingId, date, attendees, ...words } }: DecisionDraft,
  { minutesId }: DecisionCase,
): BodyInputOf<'closeouts.decide'>['meeting'] => {
  const agendaItem = words.agendaItem.trim();
  const resolution = words.resolution.trim();
  if (unitMeetingId) return { unitMeetingId, agendaItem, resolution };
  if (!minutesId || !date) return undefined;
  return { date, agendaItem, attendees: [...attendees], resolution, minutesId };
};

/** The request of a complete draft; only what the gate and the outcome ask for is sent. */
export const decisionOf = (draft: DecisionDraft, about: DecisionCase): BodyInputOf<'closeouts.decide'> => {
  const outcome = draft.outcome ?? 'return';
  const { gate } = about;
  const ticks = about.evidenceIds.flatMap((evidenceId) => {
    const tick = draft.ticks[evidenceId];
    return tick?.verdict ? [{ evidenceId, verdict: tick.verdict, reason: trimmed(tick.reason) }] : [];
  });
  const meeting = gate === 'party_committee' && outcome === 'approve' ? meetingOf(draft, about) : undefined;
  return {
    gate,
    visit: about.visit,
    snapshotHash: about.snapshotHash,
    outcome,
    reason: outcome === 'approve' ? undefined : trimmed(draft.reason),
    returnTo: outcome === 'return' ? draft.returnTo : undefined,
    ticks: gate === 'evidence_check' ? ticks : undefined,
    opinion: gate === 'consultation' ? trimmed(draft.opinion) : undefined,
    meeting,
    meetingId: gate === 'leading_group' ? draft.meetingId : undefined,
    nextCheckDate: outcome === 'continuous' ? draft.nextCheckDate : undefined,
  };
};

/** Where a return from this gate may go: the department, or an earlier gate of this case. */
export const returnTargetsOf = (gates: readonly Gate[], gate: DecidedGate): ReturnTarget[] => {
  const earlier = GATES.filter(
    (each): each is Exclude<Gate, 'application' | 'leading_group'> =>
      each !== 'application' && each !== 'leading_group' && gates.includes(each),
  ).filter((each) => gates.indexOf(each) < gates.indexOf(gate));
  return ['department', ...earlier];
};
