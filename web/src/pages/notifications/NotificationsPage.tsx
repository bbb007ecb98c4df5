import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { NotificationLine } from '../../api/types.ts';
import { useCommand, useList } from '../../api/use-operation.ts';
import { DueText } from '../../components/DueText.tsx';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { matterPath } from '../tenant/matters/matter-path.ts';
import { PreferencesCard } from './PreferencesCard.tsx';

const pathOf = ({ tenantId, subject }: NotificationLine): string =>
  subject.matterKind
    ? matterPath(tenantId, subject.matterKind, subject.id)
    : `/t/${tenantId}/findings/${subject.id}`;

/** Route /notifications: reminders of due dates, newest first, and how I want to be told. */
export default function NotificationsPage() {
  const { t } = useTranslation();
  const list = useList('notifications.list', {});
  const seen = useCommand('notifications.markSeen', ['notifications.list']);
  const unread = list.items.filter((line) => line.unread).map(({ id }) => id);
  return (
    <>
      <PageHeader
        title={t('notifications.title')}
        intro={t('notifications.intro')}
        extra={
          unread.length > 0 ? (
            <Button loading={seen.isPending} onClick={() => seen.mutate({ body: { ids: unread } })}>
              {t('notifications.allSeen', { count: unread.length })}
            </Button>
          ) : null
        }
      />
      <ProblemAlert error={seen.error} title={t('notifications.notSaved')} />
      <section className="card" aria-label={t('notifications.title')}>
        <LoadedList list={list} empty={t('notifications.empty')} emptyHint={t('notifications.emptyHint')}>
          {(lines) => (
            <ul className="plain-list">
              {lines.map((line) => (
                <Line
                  key={line.id}
                  line={line}
                  onOpen={() => line.unread && seen.mutate({ body: { ids: [line.id] } })}
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

const Line = ({ line, onOpen }: { readonly line: NotificationLine; readonly onOpen: () => void }) => {
  const { t } = useTranslation();
  return (
    <li className={`task${line.overdue ? ' task-late' : ''}`} data-testid="notification">
      <div className="task-text">
        <p className="task-title">
          <Link to={pathOf(line)} onClick={onOpen}>
            {line.no} {line.title}
          </Link>
          {line.unread ? <b className="unread-mark"> {t('notifications.unread')}</b> : null}
        </p>
        <p className="muted">
          {[line.tenantName, line.why, t('notifications.on', { on: line.on })].join(' · ')}
        </p>
      </div>
      <div className="task-due">
        <DueText due={line.due} overdue={line.overdue} />
      </div>
    </li>
  );
};
