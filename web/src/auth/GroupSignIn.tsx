import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSignIn } from './sign-in-context.ts';

/**
 * The way back to the group's provider for whom the browser remembers the unit's own: nobody must be locked out by a
 * link once opened, or by a provider that is down or was taken away.
 */
export const GroupSignIn = ({ always }: { readonly always?: boolean }) => {
  const { t } = useTranslation();
  const signIn = useSignIn();
  if (!always && !signIn.source()) return null;
  const go = async () => {
    await signIn.use(undefined);
    await signIn.start('/').catch(() => window.location.assign('/'));
  };
  return (
    <Button type="link" onClick={() => void go()}>
      {t('auth.useGroup')}
    </Button>
  );
};
