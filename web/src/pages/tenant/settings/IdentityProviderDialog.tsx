import { LOGIN_CLAIMS } from '@xuncha/domain';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { IdentityProvider, TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';

/** The server names the field as it stands in the body, so the form does the same. */
interface Values {
  readonly provider: IdentityProvider;
}

/** What most providers need; the rest is known only to the unit's own people. */
const USUAL = { scope: 'openid profile', loginClaim: 'sub' } as const;

interface Props {
  readonly tenant: TenantDetail;
  readonly onClose: () => void;
}

/** Registers or changes the unit's own identity provider. */
export const IdentityProviderDialog = ({ tenant, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const save = useCommand('tenants.setIdentityProvider', ['tenants.get']);
  const { tenantId, identityProvider } = tenant;
  const required = { required: true, whitespace: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      title={t('settings.signIn')}
      hint={identityProvider ? t('settings.signInMoved') : undefined}
      submitText={t('action.save')}
      initialValues={{ provider: { ...USUAL, issuer: '', clientId: '', audience: '', ...identityProvider } }}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={({ provider }) =>
        save.mutate(
          { params: { tenantId }, body: { provider } },
          {
            onSuccess: () => {
              toast.success(t('settings.signInSaved'));
              onClose();
            },
          },
        )
      }
    >
      <Form.Item
        name={['provider', 'issuer']}
        label={t('settings.signInIssuer')}
        extra={t('settings.signInIssuerHint')}
        rules={[required]}
      >
        <Input type="url" maxLength={300} placeholder="https://" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={['provider', 'clientId']}
        label={t('settings.signInClient')}
        extra={t('settings.signInClientHint', { address: `${window.location.origin}/signed-in` })}
        rules={[required]}
      >
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name={['provider', 'audience']} label={t('settings.signInAudience')} rules={[required]}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <div className="two-columns">
        <Form.Item name={['provider', 'scope']} label={t('settings.signInScope')} rules={[required]}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name={['provider', 'loginClaim']} label={t('settings.signInClaim')}>
          <Select
            options={LOGIN_CLAIMS.map((value) => ({ value, label: t(`settings.signInClaims.${value}`) }))}
          />
        </Form.Item>
      </div>
    </FormDialog>
  );
};
