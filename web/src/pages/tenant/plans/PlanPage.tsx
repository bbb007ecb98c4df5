import './plan.css';
import { PLAN_LISTS } from '@xuncha/domain';
import { Tabs } from 'antd';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { useList, useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { Waiting } from '../../../components/Waiting.tsx';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { ApprovalCard } from './ApprovalCard.tsx';
import { ExportButton } from './ExportButton.tsx';
import { GapsCard } from './GapsCard.tsx';
import { PlanListTab } from './PlanListTab.tsx';
import { PlanStateChip } from './PlanStateChip.tsx';
import { PlanTexts } from './PlanTexts.tsx';
import { PlanProvider, usePlan } from './plan-context.ts';
import { TimelineTab } from './TimelineTab.tsx';
import { VersionsCard } from './VersionsCard.tsx';

const AcknowledgementTab = lazyWithTexts(() => import('./AcknowledgementTab.tsx'));

const PlanHead = () => {
  const { t } = useTranslation();
  const { tenantId, plan } = usePlan();
  const counts =
    plan.findings === undefined
      ? undefined
      : t('plan.counts', { findings: plan.findings, measures: plan.measures ?? 0 });
  return (
    <>
      <PageHeader
        title={inWords(plan.title)}
        printable
        intro={
          <>
            <PlanStateChip state={plan.status} />{' '}
            {[plan.tenantName, t('plan.version', { number: plan.number }), counts]
              .filter(Boolean)
              .join(' · ')}
          </>
        }
        back={{ to: mattersPath(tenantId, 'plan'), label: t('plan.back') }}
        extra={<ExportButton />}
      />
      {plan.due ? (
        <div className="plan-due">
          <span>
            {t('plan.dueLabel')} <DueText due={plan.due.date} overdue={plan.overdue} />
          </span>
          <details className="why">
            <summary>{t('plan.why')}</summary>
            <p>{inWords(plan.due.why)}</p>
          </details>
        </div>
      ) : null}
    </>
  );
};

/** Minutes of the committee and other papers of the plan. */
const PapersCard = () => {
  const { t } = useTranslation();
  const { tenantId, plan } = usePlan();
  return (
    <section className="card" aria-labelledby="papers-title">
      <h2 id="papers-title">{t('plan.papers')}</h2>
      <MatterFiles
        tenantId={tenantId}
        matterId={plan.id}
        files={plan.files}
        purpose={plan.open ? 'minutes' : undefined}
        refresh={['plans.get']}
      />
    </section>
  );
};

/** Tabs stand in the address, so that a list can be sent to somebody. */
const PlanTabs = () => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const tabs = [
    {
      key: 'plan',
      label: t('plan.tab.plan'),
      children: (
        <>
          <GapsCard />
          <PlanTexts />
          <ApprovalCard />
          <PapersCard />
          <VersionsCard />
        </>
      ),
    },
    ...PLAN_LISTS.map((name) => ({
      key: name,
      label: t(`plan.tab.${name}`),
      children: <PlanListTab name={name} />,
    })),
    {
      key: 'acknowledgement',
      label: t('plan.tab.acknowledgement'),
      children: (
        <Suspense fallback={<Waiting rows={8} />}>
          <AcknowledgementTab />
        </Suspense>
      ),
    },
    { key: 'timeline', label: t('plan.tab.timeline'), children: <TimelineTab /> },
  ];
  return (
    <Tabs
      items={tabs}
      activeKey={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'plan'}
      onChange={(tab) => setSearch(tab === 'plan' ? {} : { tab }, { replace: true })}
      destroyOnHidden
    />
  );
};

const Plan = ({ tenantId, planId }: { readonly tenantId: string; readonly planId: string }) => {
  const query = useOperation('plans.get', { params: { tenantId, planId } });
  const { items, query: list } = useList('plans.findings', { params: { tenantId, planId } });
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  // Lists, gaps and time line are about the whole plan: the pages are read one after the other.
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return (
    <Loaded query={query} rows={8}>
      {(plan, etag) => (
        <PlanProvider
          value={{ tenantId, plan, etag, findings: items, complete: list.isSuccess && !hasNextPage }}
        >
          <PlanHead />
          <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
          <PlanTabs />
        </PlanProvider>
      )}
    </Loaded>
  );
};

/** Route /t/:tenantId/plans/:planId. */
export default function PlanPage() {
  const tenantId = useTenantId();
  const { planId = '' } = useParams();
  return (
    <RequireAction action="plan.read" tenantId={tenantId}>
      <Plan key={planId} tenantId={tenantId} planId={planId} />
    </RequireAction>
  );
}
