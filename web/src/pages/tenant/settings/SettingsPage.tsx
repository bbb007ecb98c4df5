import { Tabs } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { Waiting } from '../../../components/Waiting.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { AccessesTab } from './AccessesTab.tsx';
import { DepartmentsTab } from './DepartmentsTab.tsx';
import { ExportApprovalTab } from './ExportApprovalTab.tsx';
import { GroupExportApprovalTab } from './GroupExportApprovalTab.tsx';
import { MembersTab } from './MembersTab.tsx';
import { RetentionTab } from './RetentionTab.tsx';

/** Tabs that few people open bring their own parts. */
const PolicyTab = lazy(async () => ({ default: (await import('./PolicyTab.tsx')).PolicyTab }));
const PlanTemplateTab = lazy(async () => ({
  default: (await import('./PlanTemplateTab.tsx')).PlanTemplateTab,
}));
const LimitsTab = lazy(async () => ({ default: (await import('./limits/LimitsTab.tsx')).LimitsTab }));
const StandardsTab = lazy(async () => ({ default: (await import('./StandardsTab.tsx')).StandardsTab }));
const SupervisionTab = lazy(async () => ({ default: (await import('./SupervisionTab.tsx')).SupervisionTab }));
const SignInTab = lazy(async () => ({ default: (await import('./SignInTab.tsx')).SignInTab }));
const RobotsTab = lazy(async () => ({ default: (await import('./RobotsTab.tsx')).RobotsTab }));
const RoutingTab = lazy(async () => ({ default: (await import('./RoutingTab.tsx')).RoutingTab }));

const Settings = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const [search, setSearch] = useSearchParams();
  const query = useOperation('tenants.get', { params: { tenantId } });
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <Loaded query={query}>
        {(tenant) => {
          const group = tenant.kind === 'group';
          const tabs = [
            {
              key: 'members',
              label: t('settings.members'),
              shown: may('member.read'),
              children: <MembersTab tenant={tenant} />,
            },
            {
              key: 'departments',
              label: t('settings.departments'),
              shown: true,
              children: <DepartmentsTab tenant={tenant} />,
            },
            {
              key: 'policy',
              label: t('settings.policy'),
              shown: !group,
              children: (
                <Suspense fallback={<Waiting />}>
                  <PolicyTab tenant={tenant} />
                </Suspense>
              ),
            },
            {
              key: 'limits',
              label: t('settings.limits'),
              shown: !group && may('limit.read'),
              children: (
                <Suspense fallback={<Waiting />}>
                  <LimitsTab tenantId={tenant.tenantId} />
                </Suspense>
              ),
            },
            {
              key: 'standards',
              label: t('plan.standards.title'),
              shown: may('standard.read'),
              children: (
                <Suspense fallback={<Waiting />}>
                  <StandardsTab tenantId={tenant.tenantId} group={group} />
                </Suspense>
              ),
            },
            {
              key: 'supervision',
              label: t('supervision.tab'),
              shown: !group && may('matter.read'),
              children: (
                <Suspense fallback={<Waiting />}>
                  <SupervisionTab tenantId={tenantId} />
                </Suspense>
              ),
            },
            {
              key: 'plan-template',
              label: t('plan.template.title'),
              shown: !group && may('plan.export'),
              children: (
                <Suspense fallback={<Waiting />}>
                  <PlanTemplateTab tenantId={tenant.tenantId} />
                </Suspense>
              ),
            },
            {
              key: 'retention',
              label: t('settings.retention'),
              shown: !group,
              children: <RetentionTab tenant={tenant} />,
            },
            {
              key: 'export-approval',
              label: t('settings.exportApproval'),
              shown: !group || may('archive.govern'),
              children: group ? (
                <GroupExportApprovalTab tenant={tenant} />
              ) : (
                <ExportApprovalTab tenant={tenant} />
              ),
            },
            {
              key: 'routing',
              label: t('settings.routing'),
              shown: !group && may('tenant.configure'),
              children: (
                <Suspense fallback={<Waiting />}>
                  <RoutingTab tenant={tenant} />
                </Suspense>
              ),
            },
            {
              key: 'robots',
              label: t('robots.title'),
              shown: may('org.edit'),
              children: <RobotsTab tenantId={tenant.tenantId} />,
            },
            {
              key: 'sign-in',
              label: t('settings.signIn'),
              shown: may('tenant.configure') || may('member.edit'),
              children: (
                <Suspense fallback={<Waiting />}>
                  <SignInTab tenant={tenant} />
                </Suspense>
              ),
            },
            {
              key: 'accesses',
              label: t('settings.accesses'),
              shown: !group && may('access.read'),
              children: <AccessesTab tenantId={tenantId} />,
            },
          ].filter(({ shown }) => shown);
          // In the address, so that a link opens the tab it means.
          const asked = tabs.find(({ key }) => key === search.get('tab'))?.key;
          return (
            <section className="card" aria-label={tenant.name}>
              <h2>{tenant.name}</h2>
              <Tabs
                items={tabs.map(({ shown: _, ...tab }) => tab)}
                activeKey={asked ?? tabs[0]?.key ?? ''}
                onChange={(tab) => setSearch({ tab }, { replace: true })}
              />
            </section>
          );
        }}
      </Loaded>
    </>
  );
};

/** Route /t/:tenantId/settings. */
export default function SettingsPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="tenant.read" tenantId={tenantId}>
      <Settings key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
