import { Alert, Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useMay } from '../../api/me.ts';
import type { BulkResult, Meeting } from '../../api/types.ts';
import { useList } from '../../api/use-operation.ts';
import { BulkProblems } from '../../components/BulkProblems.tsx';
import { Chip } from '../../components/Chip.tsx';
import { businessToday } from '../../components/dates.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { useKeys } from '../../components/use-keys.ts';
import { useToast } from '../../components/use-toast.ts';
import { Waiting } from '../../components/Waiting.tsx';
import { RestoredNotice } from '../../drafts/RestoredNotice.tsx';
import { useDraftState } from '../../drafts/use-draft-state.ts';
import { listMark } from '../../i18n/punctuation.ts';
import { RequireAction } from '../RequireAction.tsx';
import { MeetingCaseRow } from './MeetingCaseRow.tsx';
import { MeetingDecisions } from './MeetingDecisions.tsx';
import { complaintAbout, type DecidableTask, isDecidable, type MeetingChoice } from './meeting-choice.ts';
import {
  choiceOf,
  choose,
  chooseAll,
  EMPTY_DESK,
  move,
  select,
  settledOf,
  withoutDecided,
} from './meeting-desk.ts';
import { useMeetingDecisions } from './use-meeting-decisions.ts';

interface Outcome {
  readonly results: BulkResult['results'];
  readonly names: ReadonlyMap<string, string>;
}

const RESULT_TONES = { ok: 'green', refused: 'red' } as const;

/** What became of each case of the last submission. */
const Results = ({ outcome }: { readonly outcome: Outcome }) => {
  const { t } = useTranslation();
  return (
    <details className="below" data-testid="meeting-results">
      <summary>{t('meetings.results', { count: outcome.results.length })}</summary>
      <ul className="plain-list">
        {outcome.results.map(({ findingId, ok, problem }) => (
          <li key={findingId}>
            <Chip tone={RESULT_TONES[ok ? 'ok' : 'refused']}>
              {t(ok ? 'meetings.resultDone' : 'meetings.resultRefused')}
            </Chip>{' '}
            {outcome.names.get(findingId) ?? findingId} {problem?.detail ?? ''}
          </li>
        ))}
      </ul>
    </details>
  );
};

/** Brings the case into view, and what is typed about it under the keyboard. */
const show = (id: string | undefined, field?: string): void => {
  window.requestAnimationFrame(() => {
    const row = id ? document.getElementById(`case-${id}`) : null;
    row?.scrollIntoView({ block: 'nearest' });
    if (field) row?.querySelector<HTMLElement>(field)?.focus();
  });
};

const Cases = ({ meetingId }: { readonly meetingId: string }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const list = useList('inbox.list', { query: { kind: 'leading_group', limit: 100 } });
  const decisions = useMeetingDecisions(meetingId);
  const kept = useDraftState(`meeting/${meetingId}`, EMPTY_DESK);
  const { value: desk, change } = kept;
  const [tried, setTried] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const tasks = list.items.filter(isDecidable);
  const ids = tasks.map(({ id }) => id);
  const chosen = tasks.filter(({ id }) => desk.selected.includes(id));
  const today = businessToday();
  const complaintOf = ({ id }: DecidableTask) => complaintAbout(choiceOf(desk, id), today);
  const settled = settledOf(desk, ids, today);
  const go = (step: 1 | -1) => {
    const next = move(desk, ids, step);
    change(next);
    show(next.at);
  };
  const decide = (outcome: MeetingChoice['outcome'], field?: string) => {
    const at = desk.at !== undefined && ids.includes(desk.at) ? desk.at : ids[0];
    if (at === undefined) return;
    const decided = choose({ ...desk, at }, at, { outcome });
    const next = outcome === 'approve' ? move(decided, ids, 1) : decided;
    change(next);
    show(next.at, field);
  };
  useKeys({
    j: () => go(1),
    k: () => go(-1),
    a: () => decide('approve'),
    r: () => decide('return', 'textarea'),
    c: () => decide('continuous', 'input[type=date]'),
    x: () => desk.at && change(select(desk, [desk.at], !desk.selected.includes(desk.at))),
  });
  const refusals = new Map(
    outcome?.results.flatMap(({ findingId, problem }) => (problem ? [[findingId, problem.detail]] : [])),
  );
  const submit = async () => {
    setTried(true);
    if (chosen.some(complaintOf)) return;
    const results = await decisions.submit(chosen, (id) => choiceOf(desk, id));
    const good = results.filter(({ ok }) => ok).map(({ findingId }) => findingId);
    if (good.length > 0) toast.success(t('meetings.resultOk', { count: good.length }));
    setOutcome({
      results,
      names: new Map(chosen.map((task) => [task.findingId, `${task.tenantName} ${task.no}`])),
    });
    setTried(false);
    const done = chosen.filter(({ findingId }) => good.includes(findingId)).map(({ id }) => id);
    // By now, not as it was when it was sent: the other cases are worked on meanwhile.
    kept.revise((now) => {
      const left = withoutDecided(now, done);
      return Object.keys(left.choices).length > 0 || left.selected.length > 0 ? left : undefined;
    });
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
          <Results outcome={outcome} />
        </div>
      ) : null}
      <LoadedList list={list} empty={t('meetings.none')} emptyHint={t('meetings.noneHint')}>
        {() => (
          <>
            <RestoredNotice at={kept.restoredAt} onDiscard={kept.clear} />
            <p className="muted no-print key-hint">{t('meetings.keys')}</p>
            <div className="bulk-bar">
              <Checkbox
                checked={chosen.length === tasks.length && tasks.length > 0}
                indeterminate={chosen.length > 0 && chosen.length < tasks.length}
                onChange={(event) => change(select(desk, ids, event.target.checked))}
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
                  change(
                    chooseAll(
                      desk,
                      chosen.map(({ id }) => id),
                      value,
                    ),
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
                  choice={choiceOf(desk, task.id)}
                  selected={desk.selected.includes(task.id)}
                  current={desk.at === task.id}
                  complaint={tried && desk.selected.includes(task.id) ? complaintOf(task) : undefined}
                  refusal={refusals.get(task.findingId)}
                  onSelect={(on) => change(select({ ...desk, at: task.id }, [task.id], on))}
                  onChange={(choice) => change(choose({ ...desk, at: task.id }, task.id, choice))}
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
            {decisions.progress
              ? t('meetings.progress', { ...decisions.progress })
              : t('meetings.settled', { settled, count: tasks.length })}
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
      printable
      back={{ to: '/meetings', label: t('meetings.title') }}
      intro={
        meeting
          ? [
              meeting.date,
              meeting.minutesNo,
              meeting.attendees.join(listMark()),
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
      {list.query.isPending ? <Waiting /> : null}
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
      {meeting ? <MeetingDecisions meetingId={meetingId} decided={meeting.decided} /> : null}
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
