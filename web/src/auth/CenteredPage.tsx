import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../components/PlainButton.tsx';
import { useSignIn } from './sign-in-context.ts';

const SignOutButton = () => {
  const { t } = useTranslation();
  const signIn = useSignIn();
  return <PlainButton onClick={() => void signIn.signOut()}>{t('action.signOut')}</PlainButton>;
};

/** A page without navigation: before and after the sign-in. */
export const CenteredPage = ({
  children,
  signOut,
}: {
  readonly children: ReactNode;
  readonly signOut?: boolean;
}) => {
  const { t } = useTranslation();
  return (
    <main className="centered">
      <div className="centered-card">
        <img src="/favicon.svg" alt="" width={48} height={48} />
        <h1>{t('app.name')}</h1>
        <p className="muted">{t('app.slogan')}</p>
        <div className="centered-content">{children}</div>
        {signOut ? <SignOutButton /> : null}
      </div>
    </main>
  );
};
