import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
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
  return (
    <Modal
      open
      closable={false}
      title={t('auth.warningTitle')}
      footer={
        <>
          <Button onClick={() => void signIn.signOut()}>{t('action.signOut')}</Button>
          {extendable ? (
            <Button type="primary" onClick={() => signIn.watch.touch(true)}>
              {t('auth.continue')}
            </Button>
          ) : null}
        </>
      }
    >
      <p role="timer">
        {t(extendable ? 'auth.warningHint' : 'auth.warningLastHint', { seconds: Math.ceil(leftMs / 1000) })}
      </p>
    </Modal>
  );
}
