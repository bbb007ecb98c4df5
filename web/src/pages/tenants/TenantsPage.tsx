import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../../api/me.ts';
import type { TenantSummary } from '../../api/types.ts';
import { useCommand, useList } from '../../api/use-operation.ts';
import { LinkButton } from '../../components/LinkButton.tsx';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';
import { useToast } from '../../components/use-toast.ts';
import { colon } from '../../i18n/punctuation.ts';
import { RequireAction } from '../RequireAction.tsx';
import { ProvisionDialog } from './ProvisionDialog.tsx';
import { TenantTable, worstFirst } from './TenantTable.tsx';

const POLL_MS = 1_000;

/** Suspends or resumes, with the reason (A01). */
const SuspensionDialog = ({
  tenant,
  onClose,
}: {
  readonly tenant: TenantSummary;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const suspend = useCommand('tenants.suspend', ['tenants.list', 'tenants.get']);
  const resume = useCommand('tenants.resume', ['tenants.list', 'tenants.get']);
  const active = tenant.status === 'active';
  const command = active ? suspend : resume;
  return (
    <ReasonDialog
      open
      danger={active}
      title={t(active ? 'tenants.suspendTitle' : 'tenants.resumeTitle', { name: tenant.name })}
      hint={t(active ? 'tenants.suspendHint' : 'tenants.resumeHint')}
      submitText={t(active ? 'tenants.suspend' : 'tenants.resume')}
      pending={command.isPending}
      error={command.error}
      onClose={onClose}
      onSubmit={(reason) =>
        command.mutate(
          { params: { tenantId: tenant.tenantId }, body: { reason } },
          {
            onSuccess: () => {
              toast.success(t(active ? 'tenants.suspended' : 'tenants.resumed'));
              onClose();
            },
          },
        )
      }
    />
  );
};

const Tenants = () => {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [provisioning, setProvisioning] = useState(false);
  const [changing, setChanging] = useState<TenantSummary>();
  const list = useList(
    'tenants.list',
    { query: { limit: 100 } },
    { pollWhile: (items) => (items.some(({ status }) => status === 'provisioning') ? POLL_MS : false) },
  );
  const mayOpen = me.actions['finding.read'] === 'group';
  const configures = may('tenant.configure') || me.actions['org.edit'] === 'group';
  const actions = (tenant: TenantSummary) => (
    <>
      {configures && tenant.status !== 'provisioning' ? (
        <LinkButton
          size="small"
          to={`/t/${tenant.tenantId}/settings`}
          aria-label={`${t('nav.settings')}${colon()}${tenant.name}`}
        >
          {t('nav.settings')}
        </LinkButton>
      ) : null}
      {may('tenant.suspend') && tenant.status !== 'provisioning' ? (
        <Button
          size="small"
          danger={tenant.status === 'active'}
          aria-label={`${t(tenant.status === 'active' ? 'tenants.suspend' : 'tenants.resume')}${colon()}${tenant.name}`}
          onClick={() => setChanging(tenant)}
        >
          {t(tenant.status === 'active' ? 'tenants.suspend' : 'tenants.resume')}
        </Button>
      ) : null}
    </>
  );
  const provisionButton = may('tenant.provision') ? (
    <Button type="primary" onClick={() => setProvisioning(true)}>
      {t('tenants.provision')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader
        title={t('tenants.title')}
        intro={mayOpen ? t('home.groupHint') : undefined}
        extra={provisionButton}
      />
      <section className="card card-flush" aria-label={t('tenants.title')}>
        <LoadedList
          list={list}
          empty={t('tenants.empty')}
          emptyHint={t('tenants.emptyHint')}
          emptyAction={provisionButton}
        >
          {(tenants) => (
            <TenantTable
              tenants={worstFirst(tenants.filter(({ kind }) => kind === 'subsidiary'))}
              mayOpen={mayOpen}
              actions={configures || may('tenant.suspend') ? actions : undefined}
            />
          )}
        </LoadedList>
      </section>
      {provisioning ? <ProvisionDialog onClose={() => setProvisioning(false)} /> : null}
      {changing ? <SuspensionDialog tenant={changing} onClose={() => setChanging(undefined)} /> : null}
    </>
  );
};

/** Route /tenants. */
export default function TenantsPage() {
  return (
    <RequireAction action="tenant.list">
      <Tenants />
    </RequireAction>
  );
}
