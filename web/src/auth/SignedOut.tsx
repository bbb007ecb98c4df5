import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
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
      <Button type="primary" size="large" onClick={() => void signIn.start('/')}>
        {t('action.signInAgain')}
      </Button>
      <GroupSignIn />
    </CenteredPage>
  );
}
