import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../api/shown-at-once.ts';
import type { SavedView } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';
import type { LedgerViewState } from './use-ledger-view.ts';
import { useNamedViews } from './use-named-views.ts';

const REFRESH = ['ledgerViews.list'] as const;
/** Gone at once; it comes back when it could not be removed. */
const REMOVED_AT_ONCE: ShownAtOnce<'ledgerViews.remove', 'ledgerViews.list'> = {
  operation: 'ledgerViews.list',
  as: (before, { params }) => ({
    ...before,
    views: before.views.filter(({ id }) => id !== params?.viewId),
  }),
};
/** Roles a shared view may be the start for: those that work with the ledger of a unit. */
const STARTERS = [
  'party_secretary',
  'responsible_leader',
  'rectification_office',
  'discipline_committee',
  'department_head',
  'handler',
  'inspection_office',
  'leading_group',
  'functional_dept',
] as const;

interface Values {
  readonly name: string;
  readonly shared?: boolean;
  readonly start?: boolean;
  readonly startFor?: (typeof STARTERS)[number][];
}

interface SaveProps {
  readonly tenantId: string;
  readonly ledger: LedgerViewState;
  /** Undefined: a new one. */
  readonly view: SavedView | undefined;
  readonly mayShare: boolean;
  readonly onClose: () => void;
}

const SaveDialog = ({ tenantId, ledger, view, mayShare, onClose }: SaveProps) => {
  const { t } = useTranslation();
  const toast = useToast();
  const create = useCommand('ledgerViews.create', REFRESH);
  const change = useCommand('ledgerViews.change', REFRESH);
  const [form] = Form.useForm<Values>();
  const shared = Form.useWatch('shared', form) ?? view?.shared ?? false;
  const done = (id: string): void => {
    toast.success(t('ledger.views.saved'));
    ledger.open(id, ledger.query);
    onClose();
  };
  const submit = ({ name, ...values }: Values): void => {
    const body = { name, query: ledger.query, start: values.start ?? false, startFor: values.startFor ?? [] };
    if (view)
      change.mutate(
        { params: { tenantId, viewId: view.id }, body, ifMatch: `"v${view.version}"` },
        { onSuccess: ({ data }) => done(data.id) },
      );
    else
      create.mutate(
        { params: { tenantId }, body: { ...body, shared: values.shared ?? false } },
        { onSuccess: ({ data }) => done(data.id) },
      );
  };
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t(view ? 'ledger.views.change' : 'ledger.views.save')}
      subject={view?.id}
      hint={t('ledger.views.hint')}
      submitText={t('action.save')}
      initialValues={
        view ? { name: view.name, start: view.start, startFor: [...view.startFor] as Values['startFor'] } : {}
      }
      pending={create.isPending || change.isPending}
      error={create.error ?? change.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Form.Item
        name="name"
        label={t('ledger.views.name')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input maxLength={30} showCount />
      </Form.Item>
      {!view && mayShare ? (
        <Form.Item name="shared" valuePropName="checked">
          <Checkbox>{t('ledger.views.shared')}</Checkbox>
        </Form.Item>
      ) : null}
      {shared ? (
        <Form.Item name="startFor" label={t('ledger.views.startFor')}>
          <Select
            mode="multiple"
            allowClear
            options={STARTERS.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          />
        </Form.Item>
      ) : (
        <Form.Item name="start" valuePropName="checked">
          <Checkbox>{t('ledger.views.start')}</Checkbox>
        </Form.Item>
      )}
    </FormDialog>
  );
};

/** Views to choose from: everybody's, shared ones and one's own; and what can be done with the one that is open. */
export const ViewMenu = ({
  tenantId,
  ledger,
}: {
  readonly tenantId: string;
  readonly ledger: LedgerViewState;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const remove = useCommand('ledgerViews.remove', REFRESH, REMOVED_AT_ONCE);
  const [saving, setSaving] = useState<'new' | 'change'>();
  const { standard, saved: views, opened, changed, mayShare, loading } = useNamedViews(tenantId, ledger);
  const named = (ofShared: boolean) => views.filter(({ shared }) => shared === ofShared);
  const groups = [
    { label: t('ledger.views.standard'), views: standard },
    { label: t('ledger.views.sharedOnes'), views: named(true) },
    { label: t('ledger.views.own'), views: named(false) },
  ].filter((group) => group.views.length > 0);
  const all = [...standard, ...views];
  const saved = views.find(({ id }) => id === ledger.viewId);
  return (
    <div className="ledger-views">
      <Select
        aria-label={t('ledger.views.choose')}
        value={opened?.id ?? null}
        placeholder={t('ledger.views.unnamed')}
        loading={loading}
        options={groups.map((group) => ({
          label: group.label,
          options: group.views.map(({ id, name }) => ({ value: id, label: name })),
        }))}
        onChange={(id) => {
          const chosen = all.find((one) => one.id === id);
          if (chosen) ledger.open(chosen.id, chosen.query);
        }}
      />
      {changed ? <span className="muted nowrap">{t('ledger.views.changed')}</span> : null}
      {saved?.editable ? (
        <>
          <Button onClick={() => setSaving('change')}>{t('ledger.views.change')}</Button>
          <Button
            danger
            type="text"
            onClick={() =>
              remove.mutate(
                { params: { tenantId, viewId: saved.id } },
                {
                  onSuccess: () => {
                    toast.success(t('ledger.views.removed'));
                    ledger.forgetName(saved.id);
                  },
                },
              )
            }
          >
            {t('ledger.views.remove')}
          </Button>
        </>
      ) : null}
      <Button onClick={() => setSaving('new')}>{t('ledger.views.save')}</Button>
      <ProblemAlert error={remove.error} title={t('ledger.views.notRemoved')} />
      {saving ? (
        <SaveDialog
          tenantId={tenantId}
          ledger={ledger}
          view={saving === 'change' ? saved : undefined}
          mayShare={mayShare}
          onClose={() => setSaving(undefined)}
        />
      ) : null}
    </div>
  );
};
