import type { TaskKind } from '@xuncha/domain';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INBOX_QUERY } from '../../api/first-reads.ts';
import { useMay, useMe } from '../../api/me.ts';
import type { InboxTask } from '../../api/types.ts';
import { useList } from '../../api/use-operation.ts';
import { LinkButton } from '../../components/LinkButton.tsx';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { useKeepListAtHand } from '../tenant/findings/list-at-hand.ts';
import { HomeFigures, isUrgent, type Urgency } from './HomeFigures.tsx';
import { findingPathOf, InboxTaskRow } from './InboxTaskRow.tsx';

/** Tasks come by due date, so that the group with the most urgent one comes first. */
const byKind = (tasks: readonly InboxTask[]): [TaskKind, InboxTask[]][] => [
  ...Map.groupBy(tasks, (task) => task.kind),
];

/** My tasks, grouped by what is to be done, the most urgent first. */
export const Inbox = () => {
  const { t } = useTranslation();
  const me = useMe();
  const [kind, setKind] = useState<TaskKind>();
  const [urgency, setUrgency] = useState<Urgency>('all');
  const list = useList('inbox.list', { query: INBOX_QUERY });
  const { items, query } = list;
  const groups = byKind(items.filter((task) => isUrgent(task, urgency)));
  const overdue = items.filter((task) => task.overdue).length;
  const greeting = query.hasNextPage ? 'home.greetingMore' : 'home.greeting';
  const shown = kind && groups.some(([other]) => other === kind) ? kind : undefined;
  const listed = groups.filter(([each]) => !shown || each === shown).flatMap(([, tasks]) => tasks);
  useKeepListAtHand(() => ({
    from: 'home',
    back: '/',
    paths: [...new Set(listed.flatMap((task) => findingPathOf(task) ?? []))],
  }));
  return (
    <section aria-label={t('home.title')}>
      <PageHeader
        title={t('home.title')}
        intro={
          query.isSuccess && items.length > 0 ? (
            <>
              {t(greeting, { name: me.name, count: items.length })}
              {overdue > 0 ? (
                <strong className="due-late">{t('home.overdue', { count: overdue })}</strong>
              ) : null}
            </>
          ) : null
        }
      />
      <HomeFigures tasks={items} shown={urgency} onShow={setUrgency} />
      {groups.length > 1 ? (
        <fieldset className="kind-filter">
          <legend className="visually-hidden">{t('home.byKind')}</legend>
          <KindButton
            label={t('action.all')}
            count={groups.reduce((sum, [, tasks]) => sum + tasks.length, 0)}
            on={!shown}
            onClick={() => setKind(undefined)}
          />
          {groups.map(([each, tasks]) => (
            <KindButton
              key={each}
              label={t(`taskKind.${each}`)}
              count={tasks.length}
              on={shown === each}
              onClick={() => setKind(each)}
            />
          ))}
        </fieldset>
      ) : null}
      {/* Another element once the tasks are there: lines above it then appear without pushing anything away. */}
      <div key={query.isPending ? 'waiting' : 'tasks'} className="card inbox">
        <LoadedList list={list} empty={t('home.nothing')} emptyHint={t('home.nothingHint')}>
          {() =>
            groups.length === 0 ? (
              <p className="muted">{t('effect.home.noneOfThese')}</p>
            ) : (
              groups
                .filter(([each]) => !shown || each === shown)
                .map(([each, tasks]) => <KindGroup key={each} kind={each} tasks={tasks} />)
            )
          }
        </LoadedList>
      </div>
    </section>
  );
};

const KindButton = (props: {
  readonly label: string;
  readonly count: number;
  readonly on: boolean;
  readonly onClick: () => void;
}) => (
  <button type="button" className="kind-button" aria-pressed={props.on} onClick={props.onClick}>
    {props.label} <b>{props.count}</b>
  </button>
);

const KindGroup = ({ kind, tasks }: { readonly kind: TaskKind; readonly tasks: readonly InboxTask[] }) => {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay(me.current.tenantId);
  const bulk =
    kind === 'acknowledge' && tasks.length > 1 && may('finding.acknowledge') ? (
      <LinkButton size="small" to={`/t/${me.current.tenantId}/ledger?state=delivered`}>
        {t('home.acknowledgeAll')}
      </LinkButton>
    ) : kind === 'leading_group' && may('meeting.edit') ? (
      <LinkButton size="small" to="/meetings">
        {t('home.toMeeting')}
      </LinkButton>
    ) : null;
  return (
    <section className="kind-group">
      <div className="kind-head">
        <h2>
          {t(`taskKind.${kind}`)} <span className="count">{tasks.length}</span>
        </h2>
        {bulk}
      </div>
      <ul className="plain-list">
        {tasks.map((task) => (
          <InboxTaskRow key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
};
