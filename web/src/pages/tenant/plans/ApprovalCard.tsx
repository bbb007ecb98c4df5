import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanDetail } from '../../../api/types.ts';
import { Chip } from '../../../components/Chip.tsx';
import { showInstant } from '../../../components/dates.ts';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { listMark } from '../../../i18n/punctuation.ts';
import { DecisionDialog, type PlanDecisionKind } from './DecisionDialog.tsx';
import { usePlan, usePlanCan, usePlanCommand } from './plan-context.ts';

type Step = PlanDetail['steps'][number];

const StepRow = ({ step }: { readonly step: Step }) => {
  const { t } = useTranslation();
  const office = step.office ? t(`role.${step.office}`) : '';
  return (
    <li data-testid="plan-step">
      <p>
        <strong>{t(`plan.step.${step.step}`, { office })}</strong>{' '}
        {step.outcome ? (
          <Chip tone={step.outcome === 'approve' ? 'green' : 'red'}>{t(`plan.outcome.${step.outcome}`)}</Chip>
        ) : null}{' '}
        <span className="muted">
          {[
            t('plan.version', { number: step.number }),
            step.byName,
            showInstant(step.at),
            step.meetingDate ? t('plan.meetingOn', { date: step.meetingDate }) : undefined,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      {step.text ? <p className="wording">{step.text}</p> : null}
    </li>
  );
};

const ReviseButton = () => {
  const { t } = useTranslation();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const { send, params, pending, error } = usePlanCommand('plans.revise');
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('plan.revise')}</Button>
      <ReasonDialog
        open={open}
        title={t('plan.revise')}
        label={t('plan.reviseReason')}
        pending={pending}
        error={error}
        onClose={() => setOpen(false)}
        onSubmit={(reason) =>
          send({ params, body: { reason } }, () => {
            toast.success(t('plan.revised'));
            setOpen(false);
          })
        }
      />
    </>
  );
};

/** Who has said what on which version, and the step this person may take now (E04). */
export const ApprovalCard = () => {
  const { t } = useTranslation();
  const can = usePlanCan();
  const { plan } = usePlan();
  const [deciding, setDeciding] = useState<PlanDecisionKind>();
  const offered = (
    [
      ['committee', 'plans.approve'],
      ['opinion', 'plans.opine'],
      ['review', 'plans.review'],
    ] as const
  ).filter(([, operation]) => can(operation));
  return (
    <section className="card" id="approval" aria-labelledby="approval-title">
      <div className="kind-head">
        <h2 id="approval-title">{t('plan.approval')}</h2>
        <div className="actions">
          {offered.map(([kind]) => (
            <Button key={kind} type="primary" onClick={() => setDeciding(kind)}>
              {t(`plan.decide.${kind}`)}
            </Button>
          ))}
          {can('plans.revise') ? <ReviseButton /> : null}
        </div>
      </div>
      {plan.status === 'review' && plan.missingOpinions.length > 0 ? (
        <p className="due-near">
          {t('plan.waitingOpinions', {
            offices: plan.missingOpinions.map((office) => t(`role.${office}`)).join(listMark()),
          })}
        </p>
      ) : null}
      {plan.steps.length === 0 ? <p className="muted">{t('plan.noSteps')}</p> : null}
      <ol className="plain-list">
        {plan.steps.map((step) => (
          <StepRow key={`${step.at} ${step.step} ${step.office ?? ''}`} step={step} />
        ))}
      </ol>
      {deciding ? <DecisionDialog kind={deciding} onClose={() => setDeciding(undefined)} /> : null}
    </section>
  );
};
