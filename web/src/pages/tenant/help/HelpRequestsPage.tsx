import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { HelpRows } from './HelpRows.tsx';

/** Route /t/:tenantId/help-requests. */
export default function HelpRequestsPage() {
  const { t } = useTranslation();
  const tenantId = useTenantId();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <PageHeader title={t('help.title')} intro={t('help.intro')} />
      <HelpRows
        key={tenantId}
        tenantId={tenantId}
        kind="help"
        empty={t('help.empty')}
        emptyHint={t('help.emptyHint')}
      />
    </RequireAction>
  );
}
