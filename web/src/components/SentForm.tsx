import { ProblemError } from '@xuncha/contracts';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isConnectionLost } from '../api/connection.ts';
import { told } from '../i18n/server-words.ts';
import { Notice } from './Notice.tsx';

interface Props {
  /** Tells several on one page apart. */
  readonly name: string;
  readonly sent: {
    readonly onWay: { readonly status: string } | undefined;
    readonly unsent: boolean;
    readonly failure: Error | null;
    readonly again: (() => void) | undefined;
    readonly show: () => void;
  };
  /** Whether the server would take such a thing now: what was only begun is offered then, what was refused always. */
  readonly may: boolean;
  /** What is on its way. */
  readonly children?: ReactNode;
}

/** What was sent from a form shown at once and has not arrived yet: on its way, or typed and waiting for its person. */
export const SentForm = ({ name, sent, may, children }: Props) => {
  const { t } = useTranslation();
  const { onWay, unsent, failure, again, show } = sent;
  if (onWay)
    return (
      <p className="on-way" role="status" data-testid={`${name}-on-way`}>
        <strong>{t(onWay.status === 'saving' ? 'sending.saving' : 'sending.retrying')}</strong>{' '}
        <span className="wording">{children}</span>
      </p>
    );
  if (!unsent || !(may || failure)) return null;
  const lost = failure !== null && isConnectionLost(failure);
  return (
    <Notice
      tone="warning"
      data-testid={`${name}-unsent`}
      title={t(lost ? 'sending.notArrived' : failure ? 'sending.notTaken' : 'sending.notSent')}
      description={failure instanceof ProblemError && !lost ? told(failure) : undefined}
      action={
        <>
          {lost && again ? (
            <Button size="small" type="primary" onClick={again}>
              {t('sending.again')}
            </Button>
          ) : null}{' '}
          <Button size="small" onClick={show}>
            {t('sending.goOnWriting')}
          </Button>
        </>
      }
    />
  );
};
