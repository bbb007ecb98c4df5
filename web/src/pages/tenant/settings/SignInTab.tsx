import { Button, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { IdentityProvider, TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { signInLink } from '../../../auth/sign-in-source.ts';
import { Chip } from '../../../components/Chip.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { IdentityProviderDialog } from './IdentityProviderDialog.tsx';

/** The address people of the unit open once; HQ hands it to the unit. */
const SignInLink = ({ provider }: { readonly provider: IdentityProvider }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const link = signInLink(window.location.origin, provider);
  const copy = () =>
    void navigator.clipboard.writeText(link).then(() => toast.success(t('settings.signInLinkCopied')));
  return (
    <section>
      <h3>{t('settings.signInLink')}</h3>
      <p className="muted">{t('settings.signInLinkHint')}</p>
      <div className="copy-row">
        <Input
          readOnly
          value={link}
          aria-label={t('settings.signInLink')}
          onFocus={(e) => e.target.select()}
        />
        <Button onClick={copy}>{t('settings.signInLinkCopy')}</Button>
      </div>
    </section>
  );
};

const Facts = ({ provider }: { readonly provider: IdentityProvider }) => {
  const { t } = useTranslation();
  const facts = [
    [t('settings.signInIssuer'), provider.issuer],
    [t('settings.signInClient'), provider.clientId],
    [t('settings.signInAudience'), provider.audience],
    [t('settings.signInScope'), provider.scope],
    [t('settings.signInClaim'), t(`settings.signInClaims.${provider.loginClaim}`)],
  ] as const;
  return (
    <dl className="facts-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const TakeAwayDialog = ({
  tenantId,
  onClose,
}: {
  readonly tenantId: string;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const save = useCommand('tenants.setIdentityProvider', ['tenants.get']);
  return (
    <FormDialog
      open
      danger
      title={t('settings.signInTakeAway')}
      hint={t('settings.signInTakeAwayHint')}
      submitText={t('settings.signInTakeAway')}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() =>
        save.mutate(
          { params: { tenantId }, body: { provider: null } },
          {
            onSuccess: () => {
              toast.success(t('settings.signInTakenAway'));
              onClose();
            },
          },
        )
      }
    />
  );
};

/** Where the unit's people sign in (A01): the group's provider, or one of their own that HQ has registered. */
export const SignInTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const may = useMay(tenant.tenantId);
  const [open, setOpen] = useState<'register' | 'take-away'>();
  const { identityProvider: provider, tenantId } = tenant;
  if (tenant.kind === 'group') return <p>{t('settings.signInGroup')}</p>;
  return (
    <>
      <Typography.Paragraph>{t('settings.signInHint')}</Typography.Paragraph>
      <p>
        <Chip tone={provider ? 'green' : 'neutral'}>
          {t(provider ? 'settings.signInStatus.set' : 'settings.signInStatus.none')}
        </Chip>{' '}
        {t(provider ? 'settings.signInSet' : 'settings.signInNone')}
      </p>
      {provider ? <Facts provider={provider} /> : null}
      {provider ? <SignInLink provider={provider} /> : null}
      {may('tenant.configure') ? (
        <div className="button-row">
          <Button type={provider ? 'default' : 'primary'} onClick={() => setOpen('register')}>
            {t(provider ? 'settings.signInChange' : 'settings.signInRegister')}
          </Button>
          {provider ? (
            <Button danger type="text" onClick={() => setOpen('take-away')}>
              {t('settings.signInTakeAway')}
            </Button>
          ) : null}
        </div>
      ) : (
        <p className="muted">{t('settings.signInWho')}</p>
      )}
      {open === 'register' ? (
        <IdentityProviderDialog tenant={tenant} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'take-away' ? (
        <TakeAwayDialog tenantId={tenantId} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  );
};
