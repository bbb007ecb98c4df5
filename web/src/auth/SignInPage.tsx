import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { Notice } from '../components/Notice.tsx';
import { PlainButton } from '../components/PlainButton.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { CenteredPage } from './CenteredPage.tsx';
import { GroupSignIn } from './GroupSignIn.tsx';
import { useSignIn } from './sign-in-context.ts';

/**
 * Route /sign-in: the link that HQ gives to a unit with a provider of its own. It asks before it goes there, so that
 * nobody is sent to a sign-in page they did not mean to open.
 */
export default function SignInPage() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const { hash } = useLocation();
  const [error, setError] = useState<unknown>();
  const [going, setGoing] = useState(false);
  const source = signIn.readLink(hash);
  const go = async () => {
    setError(undefined);
    setGoing(true);
    try {
      signIn.use(source);
      await signIn.start('/');
    } catch (reason) {
      setError(reason);
      setGoing(false);
    }
  };
  if (!source)
    return (
      <CenteredPage>
        <Notice tone="warning" title={t('auth.linkInvalid')} description={t('auth.linkInvalidHint')} />
        <GroupSignIn always />
      </CenteredPage>
    );
  return (
    <CenteredPage>
      <h2>{t('auth.ownTitle')}</h2>
      <p>{t('auth.ownHint')}</p>
      <p className="sign-in-address">{new URL(source.issuer).host}</p>
      <PlainButton look="primary" size="large" block loading={going} onClick={() => void go()}>
        {t('auth.ownGo')}
      </PlainButton>
      <ProblemAlert error={error} title={t('auth.ownFailed')} />
      <GroupSignIn always />
    </CenteredPage>
  );
}
