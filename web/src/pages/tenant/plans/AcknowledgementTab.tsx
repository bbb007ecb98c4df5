import type { FindingState } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { usePlan } from './plan-context.ts';

type Answer = 'acknowledged' | 'disputed' | 'awaited';

/** What the unit has said to a finding: whatever goes on after feedback has been acknowledged. */
const answerTo = (state: FindingState): Answer =>
  state === 'delivered' ? 'awaited' : state === 'disputed' ? 'disputed' : 'acknowledged';

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
  const count = (answer: Answer) => findings.filter(({ state }) => answerTo(state) === answer).length;
  if (!complete) return <p role="status">{t('plan.loadingAll')}</p>;
  if (findings.length === 0) return <EmptyState title={t('plan.noRows')} />;
  return (
    <section className="card acknowledgement" aria-labelledby="acknowledgement-title">
      <h2 id="acknowledgement-title">{t('plan.sheet.title', { unit: plan.tenantName })}</h2>
      <p className="muted no-print">{t('plan.sheet.hint')}</p>
      <p>
        {t('plan.sheet.intro', {
          date: plan.feedbackDate,
          count: findings.length,
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
            {findings.map(({ id, no, text, leaderName, departmentName, state }) => (
              <tr key={id} data-testid="acknowledgement-row">
                <td>{no}</td>
                <th scope="row" className="wording">
                  <Link to={`/t/${tenantId}/findings/${id}`}>{text}</Link>
                </th>
                <td>{[departmentName, leaderName].filter(Boolean).join(' ')}</td>
                <td>{t(`plan.sheet.answer.${answerTo(state)}`)}</td>
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
