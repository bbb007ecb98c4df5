import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { HelpItem } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { HelpStatusChip } from './HelpStatusChip.tsx';

const HelpRow = ({ help }: { readonly help: HelpItem }) => {
  const { t } = useTranslation();
  return (
    <li className="card" data-testid="help-row">
      <div className="kind-head">
        <h2>
          <Link to={matterPath(help.tenantId, 'help', help.id)}>{help.title}</Link>
        </h2>
        <HelpStatusChip status={help.status} />
      </div>
      <p className="muted">
        {t('help.askedOf', { name: help.createdByName, target: help.target.name })}{' '}
        {help.due ? <DueText due={help.due.date} overdue={help.overdue} /> : null}
      </p>
    </li>
  );
};

const HelpRequests = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const list = useList('help.list', { params: { tenantId }, query: { show: 'all' } });
  return (
    <>
      <PageHeader title={t('help.title')} intro={t('help.intro')} />
      <LoadedList list={list} empty={t('help.empty')} emptyHint={t('help.emptyHint')}>
        {(items) => (
          <ul className="plain-list">
            {items.map((help) => (
              <HelpRow key={help.id} help={help} />
            ))}
          </ul>
        )}
      </LoadedList>
    </>
  );
};

/** Route /t/:tenantId/help-requests. */
export default function HelpRequestsPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <HelpRequests key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
