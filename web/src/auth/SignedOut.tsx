import { useTranslation } from 'react-i18next';
import { PlainButton } from '../components/PlainButton.tsx';
import { CenteredPage } from './CenteredPage.tsx';
import { GroupSignIn } from './GroupSignIn.tsx';
import { useSignIn } from './sign-in-context.ts';

/** Route /signed-out. */
export default function SignedOut() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  return (
    <CenteredPage>
      <h2>{t('auth.signedOut')}</h2>
      <p className="muted">{t('auth.signedOutHint')}</p>
      <PlainButton look="primary" size="large" onClick={() => void signIn.start('/')}>
        {t('action.signInAgain')}
      </PlainButton>
      <GroupSignIn />
    </CenteredPage>
  );
}
