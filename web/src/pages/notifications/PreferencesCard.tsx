import { Form, Input, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../api/shown-at-once.ts';
import { useCommand, useOperation } from '../../api/use-operation.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { PageForm } from '../../components/PageForm.tsx';
import { useToast } from '../../components/use-toast.ts';

interface Values {
  readonly email?: string;
  readonly digest: boolean;
}

/** What holds from now on is said at once, and taken back when it could not be saved. */
const SAVED_AT_ONCE: ShownAtOnce<'preferences.set', 'preferences.get'> = {
  operation: 'preferences.get',
  as: (before, { body }) => (body ? { email: body.email, digest: body.digest } : before),
};

/** How I want to be told: one mail a day, or only what is overdue. */
export const PreferencesCard = () => {
  const { t } = useTranslation();
  const query = useOperation('preferences.get', {});
  return (
    <section className="card" aria-labelledby="preferences-title">
      <h2 id="preferences-title">{t('notifications.preferences')}</h2>
      <Loaded query={query}>{(preferences) => <PreferencesForm preferences={preferences} />}</Loaded>
    </section>
  );
};

const PreferencesForm = ({ preferences }: { readonly preferences: Values }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const save = useCommand('preferences.set', ['preferences.get'], SAVED_AT_ONCE);
  return (
    <PageForm<Values>
      name="preferences"
      pending={save.isPending}
      error={save.error}
      problemTitle={t('notifications.notSaved')}
      initialValues={preferences}
      onSubmit={({ email, digest }) =>
        save.mutate(
          { body: { digest, ...(email?.trim() ? { email: email.trim() } : {}) } },
          { onSuccess: () => toast.success(t('notifications.saved')) },
        )
      }
    >
      <p data-testid="preferences-now">
        {preferences.email
          ? t(preferences.digest ? 'notifications.nowDigest' : 'notifications.nowOverdue', {
              email: preferences.email,
            })
          : t('notifications.nowNone')}
      </p>
      <Form.Item name="email" label={t('notifications.email')} extra={t('notifications.emailHint')}>
        <Input type="email" autoComplete="email" maxLength={200} style={{ maxWidth: 360 }} />
      </Form.Item>
      <Form.Item
        name="digest"
        valuePropName="checked"
        label={t('notifications.digest')}
        extra={t('notifications.digestHint')}
      >
        <Switch />
      </Form.Item>
    </PageForm>
  );
};
