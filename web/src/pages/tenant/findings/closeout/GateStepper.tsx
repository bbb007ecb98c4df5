import type { Gate } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import type { CloseoutCase, TimelineEvent } from '../../../../api/types.ts';
import { DueText } from '../../../../components/DueText.tsx';
import { dayOf } from '../../../../components/dates.ts';
import { useFinding } from '../finding-context.ts';

type StepStatus = 'wait' | 'process' | 'finish' | 'ended';

/** Who decided a gate of this case last, from the trail. */
const deciderOf = (
  timeline: readonly TimelineEvent[],
  caseId: string,
  gate: Gate,
): TimelineEvent | undefined =>
  timeline.findLast(
    ({ type, data }) => type === 'closeout.decided' && data.caseId === caseId && data.gate === gate,
  );

const statusOf = (shown: CloseoutCase, gate: Gate, decided: boolean): StepStatus => {
  if (shown.status === 'closed') return 'finish';
  if (shown.status === 'running') {
    const at = shown.gate ? shown.gates.indexOf(shown.gate) : 0;
    const index = shown.gates.indexOf(gate);
    if (index < at) return 'finish';
    return index === at ? 'process' : 'wait';
  }
  if (gate === 'application') return 'finish';
  return decided ? 'ended' : 'wait';
};

/** The gates of a case in order, with who, since when and by when. */
export const GateStepper = ({ shown }: { readonly shown: CloseoutCase }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  return (
    <ol className="stepper" data-testid="gate-stepper">
      {shown.gates.map((gate) => {
        const decision = deciderOf(detail.timeline, shown.id, gate);
        const status = statusOf(shown, gate, decision !== undefined);
        const current = status === 'process';
        return (
          <li key={gate} className={`step step-${status}`} aria-current={current ? 'step' : undefined}>
            <span className="step-title">{t(`gate.${gate}`)}</span>
            <span className="step-status">{t(`closeout.step.${status}`)}</span>
            {gate === 'application' ? (
              <span className="muted">
                {shown.application.byName} <span className="nowrap">{dayOf(shown.application.at)}</span>
              </span>
            ) : null}
            {decision && status !== 'wait' && !current ? (
              <span className="muted">
                {decision.actor.name} <span className="nowrap">{dayOf(decision.at)}</span>
              </span>
            ) : null}
            {current ? <CurrentGate shown={shown} gate={gate} /> : null}
          </li>
        );
      })}
    </ol>
  );
};

const CurrentGate = ({ shown, gate }: { readonly shown: CloseoutCase; readonly gate: Gate }) => {
  const { t } = useTranslation();
  if (shown.gateStatus === 'opening')
    return (
      <span className="muted" role="status">
        {t('closeout.opening')}
      </span>
    );
  return (
    <>
      <span className="muted">{t('closeout.whoIs', { who: t(`closeout.deciderOf.${gate}`) })}</span>
      {shown.openedAt ? (
        <span className="muted">{t('closeout.since', { date: dayOf(shown.openedAt) })}</span>
      ) : null}
      {shown.due ? <DueText due={shown.due} /> : null}
      {shown.escalation ? (
        <span className="due-late">{t('closeout.late', { count: shown.escalation })}</span>
      ) : null}
    </>
  );
};
