import { blockingGaps, type PlanGap, planGaps } from '@xuncha/domain';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { colon } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { usePlan, usePlanCan, usePlanCommand } from './plan-context.ts';

interface Line extends PlanGap {
  readonly key: string;
  readonly of?: string;
  readonly to: string;
}

const useLines = (): Line[] => {
  const { tenantId, plan, findings } = usePlan();
  const gaps = planGaps(plan, findings);
  return [
    ...gaps.plan.map((gap) => ({ ...gap, key: gap.code, to: '#whole' })),
    ...gaps.findings.flatMap(({ findingId, no, title, gaps: own }) =>
      own.map((gap) => ({
        ...gap,
        key: `${findingId} ${gap.code}`,
        of: `${no} ${title}`,
        to: `/t/${tenantId}/findings/${findingId}#${gap.place}`,
      })),
    ),
  ];
};

const Lines = ({ lines }: { readonly lines: readonly Line[] }) => {
  const { t } = useTranslation();
  return (
    <ul data-testid="plan-gaps">
      {lines
        .map(({ message, ...line }) => ({ ...line, message: inWords(message) }))
        .map(({ key, of, message, to }) => (
          <li key={key}>
            {of ? (
              <strong>
                {of}
                {colon()}
              </strong>
            ) : null}
            {message}{' '}
            <Link to={to} aria-label={`${t('plan.fix')}${colon()}${of ?? ''} ${message}`}>
              {t('plan.fix')}
            </Link>
          </li>
        ))}
    </ul>
  );
};

const SubmitButton = ({ ready }: { readonly ready: boolean }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const { send, params, pending, error } = usePlanCommand('plans.submit');
  return (
    <>
      <Button type="primary" disabled={!ready} onClick={() => setAsking(true)}>
        {t('plan.submit')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('plan.submit')}
          hint={t('plan.submitHint')}
          submitText={t('plan.submit')}
          pending={pending}
          error={error}
          onClose={() => setAsking(false)}
          onSubmit={() =>
            send({ params }, () => {
              toast.success(t('plan.submitted'));
              setAsking(false);
            })
          }
        />
      ) : null}
    </>
  );
};

/** "还差什么": every gap with the place where it is closed; the server asks the same rule again (E01–E05). */
export const GapsCard = () => {
  const { t } = useTranslation();
  const can = usePlanCan();
  const { plan, findings, complete } = usePlan();
  const lines = useLines();
  if (plan.status !== 'drafting') return null;
  const blocking = lines.filter((line) => line.blocking);
  const hints = lines.filter((line) => !line.blocking);
  const ready = complete && blockingGaps(planGaps(plan, findings)) === 0;
  return (
    <section className="card next" aria-labelledby="gaps-title">
      <div className="kind-head">
        <h2 id="gaps-title">{t('plan.gaps')}</h2>
        {can('plans.submit') ? <SubmitButton ready={ready} /> : null}
      </div>
      {complete ? null : <p role="status">{t('plan.loadingAll')}</p>}
      {complete && blocking.length === 0 ? <p className="ok-text">{t('plan.gapsNone')}</p> : null}
      {blocking.length > 0 ? (
        <div className="missing">
          <h3>{t('plan.gapsCount', { count: blocking.length })}</h3>
          <Lines lines={blocking} />
        </div>
      ) : null}
      {hints.length > 0 ? (
        <div className="missing">
          <h3>{t('plan.hints')}</h3>
          <Lines lines={hints} />
        </div>
      ) : null}
    </section>
  );
};
