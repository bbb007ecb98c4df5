import { delegationActive } from '@xuncha/domain';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../../api/me.ts';
import type { ShownAtOnce } from '../../api/shown-at-once.ts';
import type { Delegation } from '../../api/types.ts';
import { useCommand, useList } from '../../api/use-operation.ts';
import { Chip } from '../../components/Chip.tsx';
import { businessToday } from '../../components/dates.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { useToast } from '../../components/use-toast.ts';
import { colon } from '../../i18n/punctuation.ts';
import { RequireAction } from '../RequireAction.tsx';
import { GiveDelegationDialog } from './GiveDelegationDialog.tsx';

const StatusChip = ({ delegation }: { readonly delegation: Delegation }) => {
  const { t } = useTranslation();
  const today = businessToday();
  if (delegation.revokedAt) return <Chip tone="neutral">{t('delegations.revoked')}</Chip>;
  if (delegationActive(delegation, today)) return <Chip tone="green">{t('delegations.active')}</Chip>;
  return delegation.validFrom > today ? (
    <Chip tone="blue">{t('delegations.upcoming')}</Chip>
  ) : (
    <Chip tone="neutral">{t('delegations.ended')}</Chip>
  );
};

/** Over at once; it stands again when it could not be revoked. */
const REVOKED_AT_ONCE: ShownAtOnce<'delegations.revoke', 'delegations.list'> = {
  operation: 'delegations.list',
  as: (before, { params }) => ({
    ...before,
    items: before.items.map((each) =>
      each.id === params?.delegationId ? { ...each, revokedAt: new Date().toISOString() } : each,
    ),
  }),
};

const DelegationRow = ({ delegation }: { readonly delegation: Delegation }) => {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const toast = useToast();
  const revoke = useCommand('delegations.revoke', ['delegations.list', 'me.get'], REVOKED_AT_ONCE);
  const mine = delegation.fromUserId === me.userId;
  const open = !delegation.revokedAt && delegation.validTo >= businessToday();
  const send = () =>
    revoke.mutate(
      { params: { delegationId: delegation.id } },
      { onSuccess: () => toast.success(t('delegations.revoked')) },
    );
  return (
    <li className="list-row list-row-split" data-testid="delegation-row">
      <div>
        <div className="evidence-head">
          <strong>{t('delegations.from', { from: delegation.fromName, to: delegation.toName })}</strong>
          <StatusChip delegation={delegation} />
        </div>
        <p className="muted">
          {mine ? t('delegations.mine') : t('delegations.received')} ·{' '}
          {t('delegations.period', { from: delegation.validFrom, to: delegation.validTo })} ·{' '}
          {delegation.reason}
        </p>
        <ProblemAlert error={revoke.error} onRetry={send} />
      </div>
      {mine && open && may('delegation.edit') ? (
        <Button
          danger
          loading={revoke.isPending}
          title={t('delegations.revokeHint')}
          aria-label={`${t('delegations.revoke')}${colon()}${delegation.toName}`}
          onClick={send}
        >
          {t('delegations.revoke')}
        </Button>
      ) : null}
    </li>
  );
};

const Delegations = () => {
  const { t } = useTranslation();
  const may = useMay();
  const [giving, setGiving] = useState(false);
  const list = useList('delegations.list', {});
  const button = may('delegation.edit') ? (
    <Button type="primary" onClick={() => setGiving(true)}>
      {t('delegations.give')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('delegations.title')} intro={t('delegations.intro')} extra={button} />
      <section className="card">
        <LoadedList list={list} empty={t('delegations.empty')}>
          {(delegations) => (
            <ul className="plain-list">
              {delegations.map((delegation) => (
                <DelegationRow key={delegation.id} delegation={delegation} />
              ))}
            </ul>
          )}
        </LoadedList>
      </section>
      {giving ? <GiveDelegationDialog onClose={() => setGiving(false)} /> : null}
    </>
  );
};

/** Route /delegations. */
export default function DelegationsPage() {
  return (
    <RequireAction action="delegation.read">
      <Delegations />
    </RequireAction>
  );
}
