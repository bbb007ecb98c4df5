import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ShownAtOnce } from '../../api/shown-at-once.ts';
import type { NotificationLine } from '../../api/types.ts';
import { useCommand, useList } from '../../api/use-operation.ts';
import { DueText } from '../../components/DueText.tsx';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { matterPath } from '../tenant/matters/matter-path.ts';
import { PreferencesCard } from './PreferencesCard.tsx';

const pathOf = ({ tenantId, subject }: NotificationLine): string =>
  subject.matterKind
    ? matterPath(tenantId, subject.matterKind, subject.id)
    : `/t/${tenantId}/findings/${subject.id}`;

/** Read as soon as somebody says so: the note of it follows. */
const READ_AT_ONCE: ShownAtOnce<'notifications.markSeen', 'notifications.list'> = {
  operation: 'notifications.list',
  as: (answer, { body }) => {
    const read = new Set(body?.ids);
    const items = answer.items.map((line) => (read.has(line.id) ? { ...line, unread: false } : line));
    return { ...answer, items, unread: items.filter(({ unread }) => unread).length };
  },
};

/** Route /notifications: reminders of due dates, newest first, and how I want to be told. */
export default function NotificationsPage() {
  const { t } = useTranslation();
  const list = useList('notifications.list', {});
  const seen = useCommand('notifications.markSeen', ['notifications.list'], READ_AT_ONCE);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const unread = list.items.filter((line) => line.unread).map(({ id }) => id);
  const selected = unread.filter((id) => chosen.has(id));
  const read = (ids: string[]) => seen.mutate({ body: { ids } });
  const choose = (id: string, on: boolean) =>
    setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((other) => other !== id)));
  return (
    <>
      <PageHeader
        title={t('notifications.title')}
        intro={t('notifications.intro')}
        extra={
          unread.length > 0 ? (
            <Button onClick={() => read(unread)}>
              {t('notifications.allSeen', { count: unread.length })}
            </Button>
          ) : null
        }
      />
      <ProblemAlert error={seen.error} title={t('notifications.notSaved')} />
      <section className="card" aria-label={t('notifications.title')}>
        {unread.length > 1 ? (
          <div className="notification-bulk">
            <Checkbox
              checked={selected.length === unread.length}
              indeterminate={selected.length > 0 && selected.length < unread.length}
              onChange={({ target }) => setChosen(new Set(target.checked ? unread : []))}
            >
              {t('notifications.chooseAll')}
            </Checkbox>
            <Button disabled={selected.length === 0} onClick={() => read(selected)}>
              {t('notifications.chosenSeen', { count: selected.length })}
            </Button>
          </div>
        ) : null}
        <LoadedList list={list} empty={t('notifications.empty')} emptyHint={t('notifications.emptyHint')}>
          {(lines) => (
            <ul className="plain-list">
              {lines.map((line) => (
                <Line
                  key={line.id}
                  line={line}
                  chosen={chosen.has(line.id)}
                  onChoose={unread.length > 1 ? (on) => choose(line.id, on) : undefined}
                  onOpen={() => line.unread && read([line.id])}
                />
              ))}
            </ul>
          )}
        </LoadedList>
      </section>
      <PreferencesCard />
    </>
  );
}

interface LineProps {
  readonly line: NotificationLine;
  readonly chosen: boolean;
  /** Missing where there is nothing to choose from. */
  readonly onChoose?: (on: boolean) => void;
  readonly onOpen: () => void;
}

const Line = ({ line, chosen, onChoose, onOpen }: LineProps) => {
  const { t } = useTranslation();
  return (
    <li className={`task${line.overdue ? ' task-late' : ''}`} data-testid="notification">
      {onChoose ? (
        <Checkbox
          className="notification-choice"
          aria-label={t('notifications.choose', { title: `${line.no} ${line.title}`.trim() })}
          checked={chosen && line.unread}
          disabled={!line.unread}
          onChange={({ target }) => onChoose(target.checked)}
        />
      ) : null}
      <div className="task-text">
        <p className="task-title">
          <Link to={pathOf(line)} onClick={onOpen}>
            {line.no} {inWords(line.title)}
          </Link>
          {line.unread ? <b className="unread-mark"> {t('notifications.unread')}</b> : null}
        </p>
        <p className="muted">
          {[line.tenantName, inWords(line.why), t('notifications.on', { on: line.on })].join(' · ')}
        </p>
      </div>
      <div className="task-due">
        <DueText due={line.due} overdue={line.overdue} />
      </div>
    </li>
  );
};
