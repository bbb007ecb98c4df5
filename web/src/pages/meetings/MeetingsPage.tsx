import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/me.ts';
import { useCommand, useList } from '../../api/use-operation.ts';
import { DateInput } from '../../components/DateInput.tsx';
import { businessToday } from '../../components/dates.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { LoadedList } from '../../components/LoadedList.tsx';
import { NamesInput } from '../../components/NamesInput.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { useToast } from '../../components/use-toast.ts';
import { colon, listMark } from '../../i18n/punctuation.ts';
import { RequireAction } from '../RequireAction.tsx';
import { FeedbackMeetings } from './FeedbackMeetings.tsx';

interface Values {
  readonly title: string;
  readonly date: string;
  readonly attendees: string[];
  readonly minutesNo?: string;
}

const CreateMeeting = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const navigate = useNavigate();
  const create = useCommand('meetings.create', ['meetings.list']);
  return (
    <FormDialog<Values>
      open
      title={t('meetings.create')}
      initialValues={{ date: businessToday() }}
      pending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={(values) =>
        create.mutate(
          { body: { ...values, minutesNo: values.minutesNo?.trim() || undefined } },
          {
            onSuccess: ({ data }) => {
              toast.success(t('meetings.created'));
              void navigate(`/meetings/${data.id}`);
            },
          },
        )
      }
    >
      <Form.Item
        name="title"
        label={t('meetings.name')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="date"
        label={t('meetings.date')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <DateInput />
      </Form.Item>
      <Form.Item
        name="attendees"
        label={t('meetings.attendees')}
        extra={t('closeout.attendeesHint')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <NamesInput />
      </Form.Item>
      <Form.Item name="minutesNo" label={t('meetings.minutesNo')} extra={t('meetings.minutesNoHint')}>
        <Input maxLength={60} />
      </Form.Item>
    </FormDialog>
  );
};

const Meetings = () => {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const list = useList('meetings.list', {});
  const button = may('meeting.edit') ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('meetings.create')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('meetings.title')} extra={button} />
      <section className="card">
        <LoadedList
          list={list}
          empty={t('meetings.empty')}
          emptyHint={t('meetings.emptyHint')}
          emptyAction={button}
        >
          {(meetings) => (
            <ul className="plain-list">
              {meetings.map((meeting) => (
                <li key={meeting.id} className="list-row list-row-split" data-testid="meeting-row">
                  <div>
                    <strong>{meeting.title}</strong>
                    <p className="muted">
                      {[meeting.date, meeting.minutesNo, t('meetings.decided', { count: meeting.decided })]
                        .filter(Boolean)
                        .join(' · ')}
                    </p>
                    <p className="muted">{meeting.attendees.join(listMark())}</p>
                  </div>
                  <LinkButton
                    to={`/meetings/${meeting.id}`}
                    aria-label={`${t('meetings.enter')}${colon()}${meeting.title}`}
                  >
                    {t('meetings.enter')}
                  </LinkButton>
                </li>
              ))}
            </ul>
          )}
        </LoadedList>
      </section>
      <FeedbackMeetings />
      {creating ? <CreateMeeting onClose={() => setCreating(false)} /> : null}
    </>
  );
};

/** Route /meetings. */
export default function MeetingsPage() {
  return (
    <RequireAction action="meeting.read">
      <Meetings />
    </RequireAction>
  );
}
