import { useTranslation } from 'react-i18next';
import type { PlanSummary } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { PlanStateChip } from './PlanStateChip.tsx';

const PlanItem = ({ plan }: { readonly plan: PlanSummary }) => {
  const { t } = useTranslation();
  return (
    <li className="card batch" data-testid="plan-row">
      <div className="kind-head">
        <div>
          <h2>{inWords(plan.title)}</h2>
          <p className="muted">
            {[
              t('plan.version', { number: plan.number }),
              plan.approvedNumber ? t('plan.approvedVersion', { number: plan.approvedNumber }) : undefined,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <PlanStateChip state={plan.status} />
      </div>
      {plan.due ? <DueText due={plan.due.date} overdue={plan.overdue} /> : null}
      <div className="actions">
        <LinkButton
          type={plan.open ? 'primary' : 'default'}
          to={matterPath(plan.tenantId, 'plan', plan.id)}
          aria-label={`${t('plan.open')}${colon()}${inWords(plan.title)}`}
        >
          {t('plan.open')}
        </LinkButton>
      </div>
    </li>
  );
};

const Plans = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const list = useList('plans.list', { params: { tenantId } });
  return (
    <>
      <PageHeader title={t('plan.title')} intro={t('plan.intro')} />
      <LoadedList list={list} empty={t('plan.empty')} emptyHint={t('plan.emptyHint')}>
        {(plans) => (
          <ul className="plain-list">
            {plans.map((plan) => (
              <PlanItem key={plan.id} plan={plan} />
            ))}
          </ul>
        )}
      </LoadedList>
    </>
  );
};

/** Route /t/:tenantId/plans. */
export default function PlansPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="plan.read" tenantId={tenantId}>
      <Plans key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
