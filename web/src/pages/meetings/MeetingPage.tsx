import { Alert, Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useMay } from '../../api/me.ts';
import type { BulkResult, Meeting } from '../../api/types.ts';
import { useList } from '../../api/use-operation.ts';
import { BulkProblems } from '../../components/BulkProblems.tsx';
import { businessToday } from '../../components/dates.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { useToast } from '../../components/use-toast.ts';
import { RequireAction } from '../RequireAction.tsx';
import { MeetingCaseRow } from './MeetingCaseRow.tsx';
import {
  complaintAbout,
  DEFAULT_CHOICE,
  type DecidableTask,
  isDecidable,
  type MeetingChoice,
} from './meeting-choice.ts';
import { useMeetingDecisions } from './use-meeting-decisions.ts';

interface Outcome {
  readonly results: BulkResult['results'];
  readonly names: ReadonlyMap<string, string>;
}

/** Choices by task, and which of them are to be decided now. */
const useChoices = () => {
  const [choices, setChoices] = useState<Readonly<Record<string, MeetingChoice>>>({});
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return {
    choiceOf: (id: string): MeetingChoice => choices[id] ?? DEFAULT_CHOICE,
    set: (id: string, choice: MeetingChoice) => setChoices((all) => ({ ...all, [id]: choice })),
    setAll: (ids: readonly string[], outcome: MeetingChoice['outcome']) =>
      setChoices((all) => ({
        ...all,
        ...Object.fromEntries(ids.map((id) => [id, { ...(all[id] ?? DEFAULT_CHOICE), outcome }])),
      })),
    selected,
    select: (ids: readonly string[], on: boolean) =>
      setSelected((all) => {
        const next = new Set(all);
        for (const id of ids) {
          if (on) next.add(id);
          else next.delete(id);
        }
        return next;
      }),
  };
};

const Cases = ({ meetingId }: { readonly meetingId: string }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const list = useList('inbox.list', { query: { kind: 'leading_group', limit: 100 } });
  const decisions = useMeetingDecisions(meetingId);
  const choices = useChoices();
  const [tried, setTried] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const tasks = list.items.filter(isDecidable);
  const chosen = tasks.filter(({ id }) => choices.selected.has(id));
  const today = businessToday();
  const complaintOf = ({ id }: DecidableTask) => complaintAbout(choices.choiceOf(id), today);
  const refusals = new Map(
    outcome?.results.flatMap(({ findingId, problem }) => (problem ? [[findingId, problem.detail]] : [])),
  );
  const submit = async () => {
    setTried(true);
    if (chosen.some(complaintOf)) return;
    const results = await decisions.submit(chosen, choices.choiceOf);
    const good = results.filter(({ ok }) => ok).map(({ findingId }) => findingId);
    if (good.length > 0) toast.success(t('meetings.resultOk', { count: good.length }));
    setOutcome({
      results,
      names: new Map(chosen.map((task) => [task.findingId, `${task.tenantName} ${task.no}`])),
    });
    setTried(false);
    choices.select(
      chosen.filter(({ findingId }) => good.includes(findingId)).map(({ id }) => id),
      false,
    );
  };
  return (
    <section className="card" aria-labelledby="cases-title">
      <h2 id="cases-title">
        {t('meetings.waiting')} <span className="count">{tasks.length}</span>
      </h2>
      {outcome ? (
        <div className="below">
          <BulkProblems
            results={outcome.results}
            nameOf={(id) => outcome.names.get(id) ?? id}
            onClose={() => setOutcome(undefined)}
          />
        </div>
      ) : null}
      <LoadedList list={list} empty={t('meetings.none')} emptyHint={t('meetings.noneHint')}>
        {() => (
          <>
            <div className="bulk-bar">
              <Checkbox
                checked={chosen.length === tasks.length && tasks.length > 0}
                indeterminate={chosen.length > 0 && chosen.length < tasks.length}
                onChange={(event) =>
                  choices.select(
                    tasks.map(({ id }) => id),
                    event.target.checked,
                  )
                }
              >
                {t('meetings.selectAll')}
              </Checkbox>
              <Select
                className="outcome-select"
                aria-label={t('meetings.setAll')}
                placeholder={t('meetings.setAll')}
                value={null}
                disabled={chosen.length === 0}
                onChange={(value: MeetingChoice['outcome']) =>
                  choices.setAll(
                    chosen.map(({ id }) => id),
                    value,
                  )
                }
                options={(['approve', 'return', 'continuous'] as const).map((value) => ({
                  value,
                  label: t(`closeout.${value}`),
                }))}
              />
            </div>
            <ul className="plain-list">
              {tasks.map((task) => (
                <MeetingCaseRow
                  key={task.id}
                  task={task}
                  choice={choices.choiceOf(task.id)}
                  selected={choices.selected.has(task.id)}
                  complaint={tried && choices.selected.has(task.id) ? complaintOf(task) : undefined}
                  refusal={refusals.get(task.findingId)}
                  onSelect={(on) => choices.select([task.id], on)}
                  onChange={(choice) => {
                    choices.set(task.id, choice);
                    choices.select([task.id], true);
                  }}
                />
              ))}
            </ul>
          </>
        )}
      </LoadedList>
      <ProblemAlert error={decisions.error} onRetry={() => void submit()} />
      {tasks.length > 0 ? (
        <div className="sticky-actions">
          <span role="status" className="muted">
            {decisions.progress ? t('meetings.progress', { ...decisions.progress }) : null}
          </span>
          <Button
            type="primary"
            size="large"
            loading={decisions.progress !== undefined}
            disabled={chosen.length === 0}
            onClick={() => void submit()}
          >
            {t('meetings.submit', { count: chosen.length })}
          </Button>
        </div>
      ) : null}
    </section>
  );
};

const MeetingHeader = ({ meeting }: { readonly meeting: Meeting | undefined }) => {
  const { t } = useTranslation();
  return (
    <PageHeader
      title={meeting?.title ?? t('meetings.title')}
      back={{ to: '/meetings', label: t('meetings.title') }}
      intro={
        meeting
          ? [
              meeting.date,
              meeting.minutesNo,
              meeting.attendees.join('、'),
              t('meetings.decided', { count: meeting.decided }),
            ]
              .filter(Boolean)
              .join(' · ')
          : null
      }
    />
  );
};

const MeetingView = ({ meetingId }: { readonly meetingId: string }) => {
  const { t } = useTranslation();
  const may = useMay();
  const list = useList('meetings.list', { query: { limit: 100 } });
  const meeting = list.items.find(({ id }) => id === meetingId);
  return (
    <>
      <MeetingHeader meeting={meeting} />
      {list.query.error ? (
        <ProblemAlert
          error={list.query.error}
          title={t('problem.loadTitle')}
          onRetry={() => void list.query.refetch()}
        />
      ) : null}
      {list.query.isSuccess && !meeting ? (
        <Alert type="warning" showIcon title={t('meetings.notFound')} />
      ) : null}
      {meeting && may('meeting.edit') ? <Cases meetingId={meetingId} /> : null}
    </>
  );
};

/** Route /meetings/:meetingId: the leading group's office records what the meeting decided. */
export default function MeetingPage() {
  const { meetingId = '' } = useParams();
  return (
    <RequireAction action="meeting.read">
      <MeetingView key={meetingId} meetingId={meetingId} />
    </RequireAction>
  );
}
