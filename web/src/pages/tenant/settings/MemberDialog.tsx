import { ROLE_NAMES, type Role, roleFits } from '@xuncha/domain';
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { Member, TenantDetail } from '../../../api/types.ts';
import { useCommand, useList, useOperation } from '../../../api/use-operation.ts';
import { DateInput } from '../../../components/DateInput.tsx';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly login: string;
  readonly signIn?: 'group' | 'own';
  readonly name: string;
  readonly title?: string;
  readonly roles: Role[];
  readonly departmentId?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly scope?: {
    tenants?: string[];
    batches?: string[];
    rounds?: string[];
    feedbackFrom?: string;
    feedbackTo?: string;
  };
}

interface Props {
  readonly tenant: TenantDetail;
  /** The member to change; without it a new one is added. */
  readonly member?: Member;
  readonly onClose: () => void;
}

/** Cleared fields are left out, not sent as empty texts. */
const filled = (values: Values) => ({
  ...values,
  title: values.title?.trim() || undefined,
  validFrom: values.validFrom || undefined,
  validTo: values.validTo || undefined,
  scope: values.scope && {
    ...values.scope,
    feedbackFrom: values.scope.feedbackFrom || undefined,
    feedbackTo: values.scope.feedbackTo || undefined,
  },
});

/** Rounds of the chosen units, of all units where none is chosen. */
const useRounds = (tenantId: string) => {
  const { data, isLoading, error } = useOperation('members.rounds', { params: { tenantId } });
  const chosen = Form.useWatch(['scope', 'tenants']) as string[] | undefined;
  const rounds = (data?.data.rounds ?? []).filter(
    ({ tenantIds }) => !chosen?.length || tenantIds.some((one) => chosen.includes(one)),
  );
  return { rounds, isLoading, error };
};

const AuditScope = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay();
  const { rounds, isLoading, error } = useRounds(tenantId);
  const { items } = useList('tenants.list', { query: { limit: 100 } }, { enabled: may('tenant.list') });
  return (
    <fieldset className="card">
      <legend>{t('settings.scope.title')}</legend>
      <p className="muted">{t('settings.scope.hint')}</p>
      <Form.Item name={['scope', 'tenants']} label={t('settings.scopeTenants')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={items.map(({ tenantId, name }) => ({ value: tenantId, label: name }))}
        />
      </Form.Item>
      <Form.Item
        name={['scope', 'rounds']}
        label={t('settings.scope.rounds')}
        extra={t('settings.scope.roundsHint')}
      >
        <Select
          mode="multiple"
          optionFilterProp="label"
          loading={isLoading}
          notFoundContent={t('settings.scope.noRounds')}
          options={rounds.map(({ round }) => ({ value: round, label: round }))}
        />
      </Form.Item>
      <ProblemAlert error={error} />
      <div className="two-columns">
        <Form.Item name={['scope', 'feedbackFrom']} label={t('settings.scope.feedbackFrom')}>
          <DateInput />
        </Form.Item>
        <Form.Item
          name={['scope', 'feedbackTo']}
          label={t('settings.scope.feedbackTo')}
          extra={t('settings.scope.feedbackHint')}
        >
          <DateInput />
        </Form.Item>
      </div>
    </fieldset>
  );
};

/** Where the person signs in; to be chosen where the unit has a provider of its own. */
const SignInChoice = ({ disabled }: { readonly disabled: boolean }) => {
  const { t } = useTranslation();
  return (
    <Form.Item name="signIn" label={t('field.signIn')}>
      <Radio.Group
        disabled={disabled}
        options={[
          { value: 'group', label: t('settings.signInWith.group') },
          { value: 'own', label: t('settings.signInWith.own') },
        ]}
      />
    </Form.Item>
  );
};

/** Roles, department and validity of a person. */
export const MemberDialog = ({ tenant, member, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const roles = Form.useWatch('roles', form) ?? member?.roles ?? [];
  const signIn = Form.useWatch('signIn', form) ?? member?.signIn;
  const { identityProvider } = tenant;
  const add = useCommand('members.add', ['members.list']);
  const change = useCommand('members.change', ['members.list']);
  const { tenantId } = tenant;
  const required = { required: true, whitespace: true, message: t('validation.required') };
  const done = (text: string) => {
    toast.success(text);
    onClose();
  };
  const submit = (values: Values) => {
    const body = filled(values);
    if (!member) {
      add.mutate({ params: { tenantId }, body }, { onSuccess: () => done(t('settings.memberAdded')) });
      return;
    }
    const { login: _login, signIn: _signIn, ...rest } = body;
    change.mutate(
      { params: { tenantId, membershipId: member.id }, body: rest },
      { onSuccess: () => done(t('settings.memberChanged')) },
    );
  };
  return (
    <FormDialog<Values>
      open
      form={form}
      title={member ? t('settings.memberChange', { name: member.name }) : t('settings.memberAdd')}
      submitText={t('action.save')}
      initialValues={member ?? { roles: [], signIn: identityProvider ? 'own' : 'group' }}
      pending={add.isPending || change.isPending}
      error={add.error ?? change.error}
      onClose={onClose}
      onSubmit={submit}
    >
      {identityProvider || member?.signIn === 'own' ? <SignInChoice disabled={member !== undefined} /> : null}
      <div className="two-columns">
        <Form.Item name="name" label={t('field.name')} rules={[required]}>
          <Input maxLength={30} />
        </Form.Item>
        <HelpedItem
          rule="memberLogin"
          name="login"
          label={t('field.login')}
          extra={
            !member && signIn === 'own' && identityProvider
              ? t('settings.signInLogin', { claim: identityProvider.loginClaim })
              : undefined
          }
          rules={[required]}
        >
          <Input maxLength={64} disabled={member !== undefined} autoComplete="off" />
        </HelpedItem>
      </div>
      <HelpedItem
        rule="memberRoles"
        name="roles"
        label={t('field.roles')}
        rules={[{ required: true, message: t('validation.requiredChoice') }]}
      >
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={ROLE_NAMES.filter((role) => roleFits(role, tenant.kind)).map((role) => ({
            value: role,
            label: t(`role.${role}`),
          }))}
        />
      </HelpedItem>
      <div className="two-columns">
        <HelpedItem rule="memberDepartment" name="departmentId" label={t('field.departmentName')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={tenant.departments.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </HelpedItem>
        <Form.Item name="title" label={t('field.post')}>
          <Input maxLength={60} />
        </Form.Item>
        <HelpedItem rule="memberFrom" name="validFrom" label={t('field.validFrom')}>
          <DateInput />
        </HelpedItem>
        <HelpedItem
          rule="memberTo"
          name="validTo"
          label={t('field.validTo')}
          extra={roles.includes('auditor') ? t('settings.auditorHint') : undefined}
          rules={[{ required: roles.includes('auditor'), message: t('settings.auditorHint') }]}
        >
          <DateInput />
        </HelpedItem>
      </div>
      {tenant.kind === 'group' && roles.includes('auditor') ? <AuditScope tenantId={tenantId} /> : null}
    </FormDialog>
  );
};
