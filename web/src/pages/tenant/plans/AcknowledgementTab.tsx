import { type FeedbackAnswer, feedbackAnswerOf } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { usePlan } from './plan-context.ts';

/** Who signs, and for whom; the lines are filled in by hand. */
const Signatures = () => {
  const { t } = useTranslation();
  return (
    <div className="signatures">
      {(['unit', 'team'] as const).map((side) => (
        <div key={side}>
          <p>{t(`plan.sheet.sign.${side}`)}</p>
          <p>{t(`plan.sheet.seal.${side}`)}</p>
          <p className="signature-date">{t('plan.sheet.date')}</p>
        </div>
      ))}
    </div>
  );
};

/**
 * C06: the sheet on which the unit acknowledges what was fed back, item by item in the original wording. It is signed and
 * sealed on paper, and filed with the round.
 */
export default function AcknowledgementTab() {
  const { t } = useTranslation();
  const { tenantId, plan, findings, complete } = usePlan();
  const rows = findings.flatMap((finding) => {
    const answer = feedbackAnswerOf(finding.state);
    return answer ? [{ ...finding, answer }] : [];
  });
  const count = (wanted: FeedbackAnswer) => rows.filter(({ answer }) => answer === wanted).length;
  if (!complete) return <p role="status">{t('plan.loadingAll')}</p>;
  if (rows.length === 0) return <EmptyState title={t('plan.noRows')} />;
  return (
    <section className="card acknowledgement" aria-labelledby="acknowledgement-title">
      <h2 id="acknowledgement-title">{t('plan.sheet.title', { unit: plan.tenantName })}</h2>
      <p className="muted no-print">{t('plan.sheet.hint')}</p>
      <p>
        {t('plan.sheet.intro', {
          date: plan.feedbackDate,
          count: rows.length,
          acknowledged: count('acknowledged'),
          disputed: count('disputed'),
          awaited: count('awaited'),
        })}
      </p>
      <div className="wide-table">
        <table className="table">
          <thead>
            <tr>
              {(['no', 'text', 'responsible', 'answer', 'remark'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`plan.sheet.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, no, text, leaderName, departmentName, answer }) => (
              <tr key={id} data-testid="acknowledgement-row">
                <td>{no}</td>
                <th scope="row" className="wording">
                  <Link to={`/t/${tenantId}/findings/${id}`}>{text}</Link>
                </th>
                <td>{[departmentName, leaderName].filter(Boolean).join(' ')}</td>
                <td>{t(`plan.sheet.answer.${answer}`)}</td>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Signatures />
    </section>
  );
}
