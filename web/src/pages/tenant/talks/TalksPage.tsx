import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { PlanTalkDialog } from './PlanTalkDialog.tsx';
import { type TalkItem, TalkStateChip } from './TalkStateChip.tsx';

const TalkCard = ({ talk }: { readonly talk: TalkItem }) => {
  const { t } = useTranslation();
  return (
    <li className="card batch" data-testid="talk-row">
      <div className="kind-head">
        <div>
          <h2>
            <Link to={matterPath(talk.tenantId, 'talk', talk.id)}>{talk.title}</Link>
          </h2>
          <p className="muted">
            {[
              t(`orders.issuer.${talk.host}`),
              `${t('talks.talkers')}：${talk.talkers.join('、')}`,
              `${t('talks.date')}：${talk.date}`,
              talk.departmentName,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <TalkStateChip status={talk.status} />
      </div>
      {talk.open && talk.due ? (
        <p>
          {t('talks.due')} <DueText due={talk.due.date} overdue={talk.overdue} />
        </p>
      ) : null}
    </li>
  );
};

const Talks = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const [search, setSearch] = useSearchParams();
  const show = search.get('show') === 'all' ? 'all' : 'open';
  const list = useList('talks.list', { params: { tenantId }, query: { show } });
  const [planning, setPlanning] = useState(false);
  return (
    <>
      <PageHeader
        title={t('talks.title')}
        intro={t('talks.intro')}
        extra={
          may('talk.edit') ? (
            <Button type="primary" onClick={() => setPlanning(true)}>
              {t('talks.plan')}
            </Button>
          ) : null
        }
      />
      <Segmented
        className="below"
        value={show}
        onChange={(value) => setSearch(value === 'all' ? { show: 'all' } : {}, { replace: true })}
        options={[
          { value: 'open', label: t('orders.showOpen') },
          { value: 'all', label: t('orders.showAll') },
        ]}
      />
      <LoadedList list={list} empty={t('talks.empty')} emptyHint={t('talks.emptyHint')}>
        {(talks) => (
          <ul className="plain-list">
            {talks.map((talk) => (
              <TalkCard key={talk.id} talk={talk} />
            ))}
          </ul>
        )}
      </LoadedList>
      {planning ? <PlanTalkDialog tenantId={tenantId} onClose={() => setPlanning(false)} /> : null}
    </>
  );
};

/** Route /t/:tenantId/talks. */
export default function TalksPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="talk.read" tenantId={tenantId}>
      <Talks key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
