import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BulkResult } from '../api/types.ts';
import { told } from '../i18n/server-words.ts';

interface Props {
  readonly results: BulkResult['results'];
  /** How people know a finding: unit and number. */
  readonly nameOf: (findingId: string) => string;
  readonly onClose?: () => void;
}

/** Which of many were refused, and why; the others are done. */
export const BulkProblems = ({ results, nameOf, onClose }: Props) => {
  const { t } = useTranslation();
  const bad = results.filter(({ ok }) => !ok);
  if (bad.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      closable={onClose ? { onClose } : false}
      title={t('ledger.partly', { ok: results.length - bad.length, bad: bad.length })}
      description={
        <ul className="plain-list">
          {bad.map(({ findingId, problem }) => (
            <li key={findingId}>
              <strong>{nameOf(findingId)}</strong>{' '}
              {problem ? told({ code: problem.code, message: problem.detail }) : null}{' '}
              {problem ? (
                <span className="problem-code">{t('problem.code', { code: problem.code })}</span>
              ) : null}
            </li>
          ))}
        </ul>
      }
    />
  );
};
