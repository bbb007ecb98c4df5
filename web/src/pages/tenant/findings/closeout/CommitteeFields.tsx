import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../../../../components/DateInput.tsx';
import { businessToday } from '../../../../components/dates.ts';
import { NamesInput } from '../../../../components/NamesInput.tsx';
import { UploadDialog } from '../../../../upload/UploadDialog.tsx';
import { useFinding } from '../finding-context.ts';
import { EvidenceList } from '../measures/EvidenceList.tsx';
import { usePeople } from '../use-people.ts';
import type { DecisionDraft, DraftComplaints } from './decision-draft.ts';
import { Field } from './Field.tsx';
import { RecordedMeetingFields, RecordedMeetingSelect } from './RecordedMeetingFields.tsx';

type Meeting = DecisionDraft['meeting'];

interface Props {
  readonly caseId: string;
  readonly meeting: Meeting;
  readonly complaints: DraftComplaints;
  readonly onChange: (meeting: Meeting) => void;
}

const Minutes = ({ caseId, complaints }: Pick<Props, 'caseId' | 'complaints'>) => {
  const { t } = useTranslation();
  const { tenantId, findingId, detail } = useFinding();
  const [uploading, setUploading] = useState(false);
  const files = detail.evidence.filter(({ purpose, caseId: of }) => purpose === 'minutes' && of === caseId);
  return (
    <>
      <Field
        label={t('closeout.minutes')}
        rule="minutes"
        hint={t('closeout.minutesHint')}
        complaint={complaints['meeting.minutesId']}
      >
        <Button onClick={() => setUploading(true)}>{t('closeout.minutesUpload')}</Button>
        {files.length > 0 ? <EvidenceList items={files} /> : null}
      </Field>
      {/* Outside: a form item counts its children anew when the list appears, which would drop the running upload. */}
      <UploadDialog
        tenantId={tenantId}
        findingId={findingId}
        target={{ purpose: 'minutes', caseId }}
        title={t('closeout.minutesUpload')}
        multiple={false}
        open={uploading}
        onClose={() => setUploading(false)}
      />
    </>
  );
};

/** The meeting as it is typed where none was recorded. */
const TypedFields = ({ meeting, complaints, onChange }: Omit<Props, 'caseId'>) => {
  const { t } = useTranslation();
  const { tenantId } = useFinding();
  const { members } = usePeople(tenantId);
  const change = (next: Partial<Meeting>) => onChange({ ...meeting, ...next });
  return (
    <>
      <div className="two-columns">
        <Field
          id="decision-date"
          label={t('closeout.meetingDate')}
          rule="committeeDate"
          complaint={complaints['meeting.date']}
        >
          <DateInput
            id="decision-date"
            max={businessToday()}
            value={meeting.date}
            onChange={(date) => change({ date })}
          />
        </Field>
        <Field
          id="decision-agenda"
          label={t('closeout.agendaItem')}
          complaint={complaints['meeting.agendaItem']}
        >
          <Input
            id="decision-agenda"
            maxLength={200}
            value={meeting.agendaItem}
            onChange={(event) => change({ agendaItem: event.target.value })}
          />
        </Field>
      </div>
      <Field
        id="decision-attendees"
        label={t('closeout.attendees')}
        rule="attendees"
        hint={t('closeout.attendeesHint')}
        complaint={complaints['meeting.attendees']}
      >
        <NamesInput
          id="decision-attendees"
          value={[...meeting.attendees]}
          options={[...new Set(members.map(({ name }) => name))]}
          onChange={(attendees) => change({ attendees })}
        />
      </Field>
    </>
  );
};

/** What the party committee's decision must carry (G04): a recorded meeting, or the meeting as it is typed. */
export const CommitteeFields = ({ caseId, meeting, complaints, onChange }: Props) => {
  const { t } = useTranslation();
  const recorded = meeting.unitMeetingId !== undefined;
  return (
    <>
      <Form.Item
        label={t('closeout.recordedMeeting')}
        htmlFor="decision-recorded"
        extra={t('closeout.recordedHint')}
      >
        <RecordedMeetingSelect meeting={meeting} onChange={onChange} />
      </Form.Item>
      {recorded ? (
        <RecordedMeetingFields meeting={meeting} complaints={complaints} onChange={onChange} />
      ) : (
        <TypedFields meeting={meeting} complaints={complaints} onChange={onChange} />
      )}
      <Field
        id="decision-resolution"
        label={t('closeout.resolution')}
        rule="resolution"
        complaint={complaints['meeting.resolution']}
      >
        <Input.TextArea
          id="decision-resolution"
          rows={3}
          maxLength={2000}
          showCount
          value={meeting.resolution}
          onChange={(event) => onChange({ ...meeting, resolution: event.target.value })}
        />
      </Field>
      {recorded ? null : <Minutes caseId={caseId} complaints={complaints} />}
    </>
  );
};
