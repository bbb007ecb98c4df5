import { useTranslation } from 'react-i18next';
import { PlainButton } from '../components/PlainButton.tsx';
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
    signIn.use(undefined);
    await signIn.start('/').catch(() => window.location.assign('/'));
  };
  return (
    <PlainButton look="link" onClick={() => void go()}>
      {t('auth.useGroup')}
    </PlainButton>
  );
};
