import { Button } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { useSignIn } from './sign-in-context.ts';

/** Shown shortly before the session times out; what is typed on the page stays. */
export default function SessionWarning({
  leftMs,
  extendable,
}: {
  readonly leftMs: number;
  readonly extendable: boolean;
}) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const goOn = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      closable={false}
      // The dialog would take its first button, and a key that happens to be pressed would sign out.
      afterOpenChange={(open) => open && goOn.current?.focus()}
      title={t('auth.warningTitle')}
      footer={
        <>
          <Button onClick={() => void signIn.signOut()}>{t('action.signOut')}</Button>
          {extendable ? (
            <Button ref={goOn} type="primary" onClick={() => signIn.watch.touch(true)}>
              {t('auth.continue')}
            </Button>
          ) : null}
        </>
      }
    >
      <p role="timer">
        {t(extendable ? 'auth.warningHint' : 'auth.warningLastHint', { seconds: Math.ceil(leftMs / 1000) })}
      </p>
    </Dialog>
  );
}
