import { Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useList, useOperation } from '../../../../api/use-operation.ts';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { listMark } from '../../../../i18n/punctuation.ts';
import { Facts } from '../../../restricted/RecordParts.tsx';
import { matterPath } from '../../matters/matter-path.ts';
import { meetingTabPath } from '../../unit-meetings/meeting-tabs.ts';
import { useFinding } from '../finding-context.ts';
import type { DecisionDraft, DraftComplaints } from './decision-draft.ts';
import { Field } from './Field.tsx';

type Meeting = DecisionDraft['meeting'];

interface Props {
  readonly meeting: Meeting;
  readonly complaints: DraftComplaints;
  readonly onChange: (meeting: Meeting) => void;
}

/** Chooses one of the unit's decision meetings whose minutes are filed; without one the meeting is typed below (G04). */
export const RecordedMeetingSelect = ({ meeting, onChange }: Omit<Props, 'complaints'>) => {
  const { t } = useTranslation();
  const { tenantId } = useFinding();
  const { items, query } = useList('unitMeetings.list', { params: { tenantId }, query: { limit: 100 } });
  const choices = items.filter(
    ({ type, status, host }) => type === 'decision' && status === 'filed' && host === 'unit',
  );
  return (
    <div className="with-link">
      <Select
        id="decision-recorded"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        loading={query.isLoading}
        placeholder={t('closeout.recordedNone')}
        value={meeting.unitMeetingId}
        onChange={(unitMeetingId: string | undefined) =>
          onChange({ ...meeting, unitMeetingId, agendaItem: '' })
        }
        options={choices.map(({ id, date, title }) => ({ value: id, label: `${date} ${title}` }))}
      />
      <Link to={meetingTabPath(tenantId, 'meetings')}>{t('closeout.recordMeeting')}</Link>
    </div>
  );
};

/** What is taken from the chosen meeting, and the item of its agenda the finding was decided under. */
export const RecordedMeetingFields = ({ meeting, complaints, onChange }: Props) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const unitMeetingId = meeting.unitMeetingId ?? '';
  const {
    data: answer,
    error,
    refetch,
  } = useOperation('unitMeetings.get', {
    params: { tenantId, unitMeetingId },
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!answer) return <Skeleton active title={false} />;
  const { data } = answer;
  const { date, attendees, agenda, conclusions } = data.meeting;
  const minutes = data.files.filter(({ purpose, status }) => purpose === 'minutes' && status === 'verified');
  // The item that names this finding stands first: it is the one that is meant nearly always.
  const titles = [...agenda]
    .sort((a, b) => Number(b.findingIds.includes(findingId)) - Number(a.findingIds.includes(findingId)))
    .map(({ title }) => title);
  return (
    <>
      <div className="quote" data-testid="recorded-meeting">
        <Facts
          rows={[
            [t('closeout.meetingDate'), date],
            [t('closeout.attendees'), attendees.join(listMark())],
            [t('closeout.minutes'), minutes.map(({ fileName }) => fileName).join(listMark())],
            [t('unitMeetings.conclusions'), conclusions],
          ]}
        />
        <Link to={matterPath(tenantId, 'meeting', unitMeetingId)}>{t('unitMeetings.toMeeting')}</Link>
      </div>
      <Field
        id="decision-agenda"
        label={t('closeout.agendaItem')}
        hint={t('closeout.recordedAgendaHint')}
        complaint={complaints['meeting.agendaItem']}
      >
        <Select
          id="decision-agenda"
          value={meeting.agendaItem || undefined}
          onChange={(agendaItem: string) => onChange({ ...meeting, agendaItem })}
          options={titles.map((title) => ({ value: title, label: title }))}
        />
      </Field>
    </>
  );
};
