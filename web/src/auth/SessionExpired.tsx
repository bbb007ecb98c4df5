import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { GroupSignIn } from './GroupSignIn.tsx';
import { useSignIn } from './sign-in-context.ts';

interface Props {
  readonly onSignedIn: () => void;
}

/** The session ended while somebody was writing: sign in beside the page, so that nothing typed is lost. */
export default function SessionExpired({ onSignedIn }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [error, setError] = useState<unknown>();
  useEffect(() => signIn.prepare(), [signIn]);
  const again = async () => {
    setError(undefined);
    try {
      await signIn.again();
      onSignedIn();
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Dialog
      open
      closable={false}
      // Who passes by must not read what the page shows.
      mask={{ blur: true }}
      title={t('auth.expiredTitle')}
      footer={
        <>
          <GroupSignIn />
          <Button type="primary" onClick={() => void again()}>
            {t('action.signInAgain')}
          </Button>
        </>
      }
    >
      <p>{t('auth.expiredHint')}</p>
      <ProblemAlert error={error} title={t('auth.failed')} />
    </Dialog>
  );
}
