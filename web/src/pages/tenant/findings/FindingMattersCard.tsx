import { isOpen } from '@xuncha/domain';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { matterPath } from '../matters/matter-path.ts';
import { useFinding } from './finding-context.ts';

const IssueOrderDialog = lazy(async () => ({
  default: (await import('../orders/IssueOrderDialog.tsx')).IssueOrderDialog,
}));

/** Orders, talks, meetings, instructions … about this finding; nothing to see where there are none. */
export const FindingMattersCard = () => {
  const { tenantId } = useFinding();
  const may = useMay(tenantId);
  return may('matter.read') ? <Matters /> : null;
};

const Matters = () => {
  const { t } = useTranslation();
  const { tenantId, findingId, detail } = useFinding();
  const may = useMay(tenantId);
  const { items, query } = useList('matters.ofFinding', { params: { tenantId, findingId } });
  const [issuing, setIssuing] = useState(false);
  const mayIssue = may('order.issue') && isOpen(detail.finding.state);
  if (items.length === 0 && !mayIssue && !query.error) return null;
  return (
    <section className="card" id="matters" aria-labelledby="matters-title">
      <h2 id="matters-title">{t('matters.ofFinding')}</h2>
      <ProblemAlert error={query.error} title={t('problem.loadTitle')} onRetry={() => void query.refetch()} />
      <ul className="plain-list">
        {items.map(({ id, kind, title, open, due, overdue, reply }) => (
          <li key={id} className="list-row" data-testid="finding-matter">
            <Link to={matterPath(tenantId, kind, id)}>
              {t(`matters.kind.${kind}`)} · {inWords(title)}
            </Link>{' '}
            <span className="muted">{open ? '' : t('matters.ended')}</span>
            {open && due ? <DueText due={due.date} overdue={overdue} /> : null}
            {reply ? (
              <p className="wording">{t('help.lastReply', { name: reply.byName, text: reply.text })}</p>
            ) : null}
          </li>
        ))}
      </ul>
      {mayIssue ? <Button onClick={() => setIssuing(true)}>{t('orders.issue')}</Button> : null}
      {issuing ? (
        <Suspense>
          <IssueOrderDialog tenantId={tenantId} findingId={findingId} onClose={() => setIssuing(false)} />
        </Suspense>
      ) : null}
    </section>
  );
};
