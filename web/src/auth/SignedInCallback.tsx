import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PlainButton } from '../components/PlainButton.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { CenteredPage } from './CenteredPage.tsx';
import { GroupSignIn } from './GroupSignIn.tsx';
import { useSignIn } from './sign-in-context.ts';

/** Route /signed-in: the identity provider sends people back here. */
export default function SignedInCallback() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const navigate = useNavigate();
  const started = useRef(false);
  const [error, setError] = useState<unknown>();
  const [inPopup, setInPopup] = useState(false);
  useEffect(() => {
    // The code can be redeemed once; strict mode runs effects twice.
    if (started.current) return;
    started.current = true;
    signIn
      .finish()
      .then((returnTo) => (returnTo ? navigate(returnTo, { replace: true }) : setInPopup(true)))
      .catch(setError);
  }, [signIn, navigate]);
  return (
    <CenteredPage>
      {error ? (
        <ProblemAlert error={error} title={t('auth.failed')}>
          <PlainButton look="primary" onClick={() => void signIn.start('/')}>
            {t('action.signInAgain')}
          </PlainButton>
          <GroupSignIn />
        </ProblemAlert>
      ) : (
        <p role="status">{inPopup ? t('auth.finished') : t('auth.finishing')}</p>
      )}
    </CenteredPage>
  );
}
