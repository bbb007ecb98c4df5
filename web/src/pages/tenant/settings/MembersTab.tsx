import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { Member, TenantDetail } from '../../../api/types.ts';
import { useCommand, useList } from '../../../api/use-operation.ts';
import { Chip } from '../../../components/Chip.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { limitsText } from '../../../components/limits-text.ts';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { colon, listMark } from '../../../i18n/punctuation.ts';
import { MemberDialog } from './MemberDialog.tsx';

interface RowProps {
  readonly member: Member;
  readonly tenant: TenantDetail;
  readonly editable: boolean;
  readonly onChange: () => void;
  readonly onRemove: () => void;
}

const MemberRow = ({ member, tenant, editable, onChange, onRemove }: RowProps) => {
  const { t } = useTranslation();
  const removed = member.status === 'removed';
  const department = tenant.departments.find(({ id }) => id === member.departmentId)?.name;
  return (
    <tr data-testid="member-row" className={removed ? 'row-muted' : undefined}>
      <th scope="row" className="cell-main">
        {member.name}
        <span className="muted">
          {[member.login, member.signIn === 'own' ? t('settings.signInWith.own') : undefined, member.title]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </th>
      <td data-label={t('field.roles')}>{member.roles.map((role) => t(`role.${role}`)).join(listMark())}</td>
      <td data-label={t('field.departmentName')}>{department ?? '—'}</td>
      <td data-label={t('field.validTo')}>{member.validTo ?? '—'}</td>
      <td data-label={t('field.status')}>
        <Chip tone={removed ? 'neutral' : 'green'}>{t(`settings.memberStatus.${member.status}`)}</Chip>
        {member.scope && !removed ? (
          <div className="muted">{limitsText(t, member.scope).join('；')}</div>
        ) : null}
      </td>
      {editable ? (
        <td className="cell-actions">
          {removed ? null : (
            <>
              <Button
                size="small"
                aria-label={`${t('action.edit')}${colon()}${member.name}`}
                onClick={onChange}
              >
                {t('action.edit')}
              </Button>
              <Button
                size="small"
                danger
                type="text"
                aria-label={`${t('action.remove')}${colon()}${member.name}`}
                onClick={onRemove}
              >
                {t('action.remove')}
              </Button>
            </>
          )}
        </td>
      ) : null}
    </tr>
  );
};

type Open = { readonly what: 'add' } | { readonly what: 'change' | 'remove'; readonly member: Member };

/** People of the tenant: add, change, remove (their records stay). */
export const MembersTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const { tenantId } = tenant;
  const may = useMay(tenantId);
  const toast = useToast();
  const [open, setOpen] = useState<Open>();
  const list = useList('members.list', { params: { tenantId }, query: { limit: 100 } });
  const remove = useCommand('members.remove', ['members.list']);
  const editable = may('member.edit');
  return (
    <>
      {editable ? (
        <Button type="primary" onClick={() => setOpen({ what: 'add' })}>
          {t('settings.memberAdd')}
        </Button>
      ) : null}
      <LoadedList list={list} empty={t('settings.memberEmpty')}>
        {(members) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('field.name')}</th>
                <th scope="col">{t('field.roles')}</th>
                <th scope="col">{t('field.departmentName')}</th>
                <th scope="col">{t('field.validTo')}</th>
                <th scope="col">{t('field.status')}</th>
                {editable ? (
                  <th scope="col">
                    <span className="visually-hidden">{t('action.handle')}</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {members.map((member) => (
                <MemberRow
                  key={member.id}
                  member={member}
                  tenant={tenant}
                  editable={editable}
                  onChange={() => setOpen({ what: 'change', member })}
                  onRemove={() => {
                    remove.reset();
                    setOpen({ what: 'remove', member });
                  }}
                />
              ))}
            </tbody>
          </table>
        )}
      </LoadedList>
      {open && open.what !== 'remove' ? (
        <MemberDialog
          tenant={tenant}
          member={open.what === 'change' ? open.member : undefined}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open?.what === 'remove' ? (
        <ReasonDialog
          open
          danger
          title={t('settings.memberRemove', { name: open.member.name })}
          hint={t('settings.memberRemoveHint')}
          submitText={t('action.remove')}
          pending={remove.isPending}
          error={remove.error}
          onClose={() => setOpen(undefined)}
          onSubmit={(reason) =>
            remove.mutate(
              { params: { tenantId, membershipId: open.member.id }, body: { reason } },
              {
                onSuccess: () => {
                  toast.success(t('settings.memberRemoved'));
                  setOpen(undefined);
                },
              },
            )
          }
        />
      ) : null}
    </>
  );
};
