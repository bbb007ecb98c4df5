import { ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemInWords } from '../i18n/server-words.ts';
import { Notice } from './Notice.tsx';
import { PlainButton } from './PlainButton.tsx';

interface Props {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly retrying?: boolean;
  readonly title?: string;
  readonly children?: ReactNode;
}

/** What went wrong and what to do: the server's sentence, its stable code for the help desk, and a retry. */
export const ProblemAlert = ({ error, onRetry, retrying, title, children }: Props) => {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = error instanceof ProblemError ? error : undefined;
  const sentence = problem
    ? problem.message
    : error instanceof TypeError
      ? t('problem.network')
      : t('problem.unknown');
  const explained = problem && problemInWords(problem.code);
  return (
    <Notice
      tone="error"
      role="alert"
      className="problem"
      title={title ?? t('problem.title')}
      description={
        <>
          <p className="problem-sentence">{explained ?? sentence}</p>
          {/* The server's own sentence names figures, and is what the help desk reads. */}
          {explained ? (
            <p className="muted" lang="zh-CN">
              {sentence}
            </p>
          ) : null}
          {problem && problem.errors.length > 0 ? (
            <ul className="plain-list" lang={explained ? 'zh-CN' : undefined}>
              {problem.errors.map((item) => (
                <li key={`${item.field}${item.message}`}>{item.message}</li>
              ))}
            </ul>
          ) : null}
          {children}
          {problem ? (
            <p className="problem-code">
              {t('problem.code', { code: problem.code })}
              {problem.traceId ? ` · ${t('problem.trace', { trace: problem.traceId })}` : ''}
            </p>
          ) : null}
        </>
      }
      action={
        onRetry ? (
          <PlainButton size="small" loading={retrying} onClick={onRetry}>
            {t('action.retry')}
          </PlainButton>
        ) : undefined
      }
    />
  );
};
