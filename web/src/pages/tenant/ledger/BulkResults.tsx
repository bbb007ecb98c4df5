import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkResult } from '../../../api/types.ts';
import { colon } from '../../../i18n/punctuation.ts';
import { told } from '../../../i18n/server-words.ts';

interface Props {
  readonly tenantId: string;
  readonly title: string;
  readonly results: BulkResult['results'];
  /** How people know a finding: its number. */
  readonly nameOf: (findingId: string) => string;
  readonly retrying: boolean;
  readonly onRetry: (findingIds: string[]) => void;
  readonly onClose: () => void;
}

/** What became of each of many findings: those that were refused with the reason and the way there. */
export const BulkResults = ({ tenantId, title, results, nameOf, retrying, onRetry, onClose }: Props) => {
  const { t } = useTranslation();
  // Those with the same reason together; the code for the help desk is written once.
  const bad = results
    .filter(({ ok }) => !ok)
    .toSorted((a, b) => (a.problem?.code ?? '').localeCompare(b.problem?.code ?? ''));
  const counts = { ok: results.length - bad.length, bad: bad.length };
  return (
    <Alert
      className="bulk-results"
      type={bad.length > 0 ? 'warning' : 'success'}
      showIcon
      closable={{ onClose, 'aria-label': t('action.close') }}
      title={`${title}${colon()}${t(bad.length > 0 ? 'ledger.partly' : 'ledger.allDone', counts)}`}
      description={
        bad.length > 0 ? (
          <>
            <ul className="plain-list">
              {bad.map(({ findingId, problem }, at) => (
                <li key={findingId}>
                  <Link to={`/t/${tenantId}/findings/${findingId}`}>{nameOf(findingId)}</Link>{' '}
                  {problem ? told({ code: problem.code, message: problem.detail }) : null}{' '}
                  {problem && problem.code !== bad[at - 1]?.problem?.code ? (
                    <span className="problem-code">{t('problem.code', { code: problem.code })}</span>
                  ) : null}
                </li>
              ))}
            </ul>
            <Button
              size="small"
              loading={retrying}
              onClick={() => onRetry(bad.map(({ findingId }) => findingId))}
            >
              {t('ledger.retryFailed', { count: bad.length })}
            </Button>
          </>
        ) : null
      }
    />
  );
};
