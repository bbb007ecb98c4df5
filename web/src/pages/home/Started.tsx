import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import type { StartedLine } from '../../api/types.ts';
import { useList } from '../../api/use-operation.ts';
import { Chip } from '../../components/Chip.tsx';
import { DueText } from '../../components/DueText.tsx';
import { dayOf } from '../../components/dates.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { listMark } from '../../i18n/punctuation.ts';
import { inWords } from '../../i18n/server-words.ts';
import { matterPath } from '../tenant/matters/matter-path.ts';

/** Where each kind is looked at: on the finding's page, the section that shows it. */
const pathOf = ({ kind, tenantId, subjectId, matterKind }: StartedLine): string => {
  if (matterKind) return matterPath(tenantId, matterKind, subjectId);
  if (kind === 'archive_approval') return `/t/${tenantId}/archives`;
  const anchor = { application: '#closeout', extension: '#course', objection: '#wording', matter: '' }[kind];
  return `/t/${tenantId}/findings/${subjectId}${anchor}`;
};

const Row = ({ line }: { readonly line: StartedLine }) => {
  const { t } = useTranslation();
  const me = useMe();
  const { holders, where, since, due, overdue, no, title } = line;
  const name = `${no} ${inWords(title)}`.trim();
  return (
    <li className={`task${overdue ? ' task-late' : ''}`} data-testid="started-line">
      <div className="task-text">
        <p className="task-title">
          <Chip tone="blue">{t(`home.started.kind.${line.kind}`)}</Chip> <Link to={pathOf(line)}>{name}</Link>
        </p>
        <p className="muted">
          {[
            line.tenantId === me.current.tenantId ? undefined : line.tenantName,
            holders.length > 0
              ? t('home.started.with', { who: holders.map((role) => t(`role.${role}`)).join(listMark()) })
              : undefined,
            inWords(where),
            t('home.started.since', { date: dayOf(since) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className="task-due">{due ? <DueText due={due} overdue={overdue} /> : null}</div>
    </li>
  );
};

/** What I handed in and somebody else has now: with whom, since when, until when. Nothing there, nothing shown. */
export const Started = () => {
  const { t } = useTranslation();
  const list = useList('started.list', {});
  const { items, query } = list;
  if (items.length === 0 && !query.error && !query.hasNextPage) return null;
  return (
    <section className="card inbox" aria-labelledby="started-title" data-testid="started">
      <h2 id="started-title">
        {t('home.started.title')} <span className="count">{items.length}</span>
      </h2>
      <LoadedList list={list} empty="">
        {(lines) => (
          <ul className="plain-list">
            {lines.map((line) => (
              <Row key={line.id} line={line} />
            ))}
          </ul>
        )}
      </LoadedList>
    </section>
  );
};
