import type { Evidence } from '../evidence/evidence.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import type { MatterAggregate, MatterFile } from '../matter/index.ts';
import type { UnitMeetingContent } from '../meeting/index.ts';
import { fail, ok, type Result } from '../result.ts';

/** The committee's meeting as a decision keeps it (G04), wherever it was written down. */
export interface CommitteeMeeting {
  readonly date: string;
  readonly agendaItem: string;
  readonly attendees: readonly string[];
  readonly resolution: string;
  /** Verified evidence with purpose `minutes`. */
  readonly minutesId: string;
  /** The recorded meeting it was decided at, and the digest of its minutes. */
  readonly unitMeetingId?: string;
  readonly minutesSha256?: string;
}

/** A recorded decision meeting that was chosen: date, attendees and minutes are that meeting's own. */
export interface ChosenMeeting {
  readonly unitMeetingId: string;
  /** A title of that meeting's agenda. */
  readonly agendaItem: string;
  readonly resolution: string;
}

/** The chosen meeting as it was read, and the id under which its minutes become material of the finding. */
export interface ReadMeeting extends Pick<MatterAggregate<UnitMeetingContent>, 'matter' | 'files'> {
  readonly minutesId: string;
}

/** What a decision keeps of its meeting; minutes that were not with the finding yet come along. */
export interface HeldMeeting {
  readonly meeting: CommitteeMeeting;
  readonly minutes?: Evidence;
}

export const isChosen = (meeting: ChosenMeeting | CommitteeMeeting | undefined): meeting is ChosenMeeting =>
  meeting?.unitMeetingId !== undefined && !('minutesId' in meeting);

/** Where the rule stands: the case, the business date, the instant. */
interface Deciding {
  readonly caseId: string;
  readonly today: string;
  readonly at: string;
}

const refused = (code: string, message: string, field: string): Result<never> =>
  fail('invalid', code, message, { field });

const IN_FUTURE = '会议日期不能晚于今天，请在会议召开后填写。';

/** G04: meeting date, agenda item, attendees, resolution and a verified minutes file of this case. */
export const holdCommittee = (
  aggregate: Pick<FindingAggregate, 'evidence'>,
  meeting: ChosenMeeting | CommitteeMeeting | undefined,
  read: ReadMeeting | undefined,
  deciding: Deciding,
): Result<HeldMeeting> => {
  if (!meeting)
    return refused('meeting_missing', '请选择已登记的决策会议，或填写党委会会议信息。', 'meeting');
  for (const field of ['agendaItem', 'resolution'] as const)
    if (!meeting[field].trim())
      return refused('meeting_incomplete', '请填写会议议题和决议内容。', `meeting.${field}`);
  return isChosen(meeting) ? chosen(meeting, read, deciding) : typed(aggregate, meeting, deciding);
};

const typed = (
  { evidence }: Pick<FindingAggregate, 'evidence'>,
  { unitMeetingId: _none, minutesSha256: _unknown, ...meeting }: CommitteeMeeting,
  { caseId, today }: Deciding,
): Result<HeldMeeting> => {
  if (meeting.date > today) return refused('meeting_in_future', IN_FUTURE, 'meeting.date');
  if (meeting.attendees.length === 0)
    return refused('meeting_incomplete', '请填写参会人员。', 'meeting.attendees');
  const minutes = evidence.find(({ id }) => id === meeting.minutesId);
  if (minutes?.purpose !== 'minutes' || minutes.caseId !== caseId || minutes.status !== 'verified')
    return refused('minutes_missing', '请上传会议纪要文件，并等待校验通过。', 'meeting.minutesId');
  return ok({ meeting: { ...meeting, minutesSha256: minutes.sha256 } });
};

const FIELD = 'meeting.unitMeetingId';

/** The minutes that were filed: the last ones checked before the meeting was. */
const minutesOf = (files: readonly MatterFile[]): MatterFile | undefined =>
  files
    .filter(({ purpose, status }) => purpose === 'minutes' && status === 'verified')
    .toSorted((a, b) => (a.registeredAt < b.registeredAt ? -1 : 1))
    .at(-1);

const chosen = (
  { unitMeetingId, agendaItem, resolution }: ChosenMeeting,
  read: ReadMeeting | undefined,
  { caseId, today, at }: Deciding,
): Result<HeldMeeting> => {
  if (read?.matter.kind !== 'meeting')
    return refused('unit_meeting_unknown', '没有找到这次会议，请重新选择。', FIELD);
  const { matter, files, minutesId } = read;
  const { type, host, date, attendees, agenda } = matter.content;
  if (type !== 'decision' || host !== 'unit')
    return refused('unit_meeting_type', '只能选择本单位登记的决策会议，请重新选择。', FIELD);
  // Until it is filed, minutes can still be exchanged or withdrawn.
  if (matter.status !== 'filed')
    return refused('unit_meeting_not_filed', '会议尚未归档或已撤销，请上传纪要并归档后再选择。', FIELD);
  if (date > today) return refused('meeting_in_future', IN_FUTURE, FIELD);
  if (!agenda.some(({ title }) => title === agendaItem))
    return refused('agenda_unknown', '会议没有这项议题，请从该会议的议题中选择。', 'meeting.agendaItem');
  const file = minutesOf(files);
  if (!file?.vaultKey) return refused('minutes_missing', '会议没有已校验的纪要，请补充后再选择。', FIELD);
  const { fileName, size, sha256, contentType, uploadedBy, uploadedByName, vaultKey, crc32 } = file;
  return ok({
    meeting: {
      date,
      agendaItem,
      attendees,
      resolution,
      minutesId,
      unitMeetingId,
      minutesSha256: sha256,
    },
    minutes: {
      id: minutesId,
      purpose: 'minutes',
      caseId,
      fileName,
      source: matter.title,
      size,
      sha256,
      contentType,
      uploadedBy,
      uploadedByName,
      formedOn: date,
      registeredAt: at,
      uploadedAt: at,
      status: 'verified',
      vaultKey,
      ...(crc32 ? { crc32 } : {}),
    },
  });
};

/** The recorded meeting a decision names and that must therefore be read with it. */
export const chosenMeetingOf = (input: {
  readonly gate: string;
  readonly outcome: string;
  readonly meeting?: ChosenMeeting | CommitteeMeeting;
}): string | undefined =>
  input.gate === 'party_committee' && input.outcome === 'approve' && isChosen(input.meeting)
    ? input.meeting.unitMeetingId
    : undefined;
