import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../api/shown-at-once.ts';
import { Notice } from '../../../components/Notice.tsx';
import { buttonClass, PlainButton } from '../../../components/PlainButton.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';
import { told } from '../../../i18n/server-words.ts';
import type { FindingAction } from './actions/FindingActionDialog.tsx';
import { GateStepper } from './closeout/GateStepper.tsx';
import { runningCaseOf } from './closeout/running-case.ts';
import { useCan, useFinding, useFindingCommand } from './finding-context.ts';
import { MissingList } from './MissingList.tsx';

/** Fetched when the first of them is opened. */
const FindingActionDialog = lazyWithTexts(() => import('./actions/FindingActionDialog.tsx'));

/** Where the finding stands and who moves it on, in one sentence. */
const Standing = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { detail } = useFinding();
  const { finding } = detail;
  const running = runningCaseOf(detail);
  if (running?.gate)
    return (
      <>
        {can('closeouts.decide') ? (
          <Notice
            tone="warning"
            title={t('finding.yourTurn', { gate: t(`gate.${running.gate}`) })}
            action={
              <a className={buttonClass({ look: 'primary' })} href="#closeout">
                {t('finding.toDecision')}
              </a>
            }
          />
        ) : (
          <Notice
            tone="info"
            title={t(running.gateStatus === 'opening' ? 'finding.waitingOpening' : 'finding.waiting', {
              gate: t(`gate.${running.gate}`),
            })}
          />
        )}
        <GateStepper shown={running} />
      </>
    );
  if (finding.state === 'closed')
    return <Notice tone="success" title={t('finding.closedBanner', { no: finding.closeoutNo ?? '' })} />;
  if (finding.state === 'continuous' && finding.nextCheckDate)
    return <Notice tone="info" title={t('finding.continuousBanner', { date: finding.nextCheckDate })} />;
  if (finding.state === 'rectifying' && detail.missing.length === 0)
    return <p>{t('finding.readyToApply')}</p>;
  return <p>{t(`finding.standing.${finding.state}`)}</p>;
};

/** Refusals a person can do something about; "not in this state" says nothing that the state does not say. */
const HELPFUL = ['responsibility_incomplete', 'no_measures', 'closeout_locked', 'withdraw_too_late'];

const Refusals = () => {
  const { detail } = useFinding();
  const reasons = new Map<string, string>();
  for (const { allowed, code, reason } of detail.possible)
    if (!allowed && reason && code && HELPFUL.includes(code) && !reasons.has(code)) reasons.set(code, reason);
  if (reasons.size === 0 || detail.finding.state === 'closed') return null;
  return (
    <ul className="refusals muted">
      {[...reasons].map(([code, reason]) => (
        <li key={code}>{told({ code, message: reason })}</li>
      ))}
    </ul>
  );
};

/** Acknowledged at once; it waits again when it could not be. What else is possible then, only the server says. */
const ACKNOWLEDGED_AT_ONCE: ShownAtOnce<'findings.acknowledge', 'findings.get'> = {
  operation: 'findings.get',
  as: (before, { params }) =>
    before.finding.id === params?.findingId
      ? { ...before, finding: { ...before.finding, state: 'acknowledged' }, possible: [] }
      : before,
};

/** What I can do now, and what is missing. */
export const NextSteps = () => {
  const { t } = useTranslation();
  const can = useCan();
  const toast = useToast();
  const acknowledge = useFindingCommand('findings.acknowledge', ACKNOWLEDGED_AT_ONCE);
  const start = useFindingCommand('findings.start');
  const [open, setOpen] = useState<FindingAction>();
  const dialogs: { action: FindingAction; label: string; primary?: boolean; shown: boolean }[] = [
    { action: 'apply', label: t('finding.apply'), primary: true, shown: can('closeouts.apply') },
    { action: 'answer', label: t('finding.answer'), primary: true, shown: can('findings.answerObjection') },
    { action: 'object', label: t('finding.object'), shown: can('findings.object') },
    { action: 'editDraft', label: t('finding.editDraft'), shown: can('findings.editDraft') },
    { action: 'split', label: t('finding.split'), shown: can('findings.split') },
    { action: 'withdrawCase', label: t('finding.withdrawCase'), shown: can('closeouts.withdraw') },
    { action: 'reopen', label: t('finding.reopen'), shown: can('findings.reopen') },
  ];
  const shown = dialogs.filter((each) => each.shown);
  const direct = can('findings.acknowledge') || can('findings.start');
  return (
    <section className="card next" id="next" aria-labelledby="next-title">
      <h2 id="next-title">{t('finding.next')}</h2>
      <Standing />
      <MissingList />
      {direct || shown.length > 0 ? (
        <div className="actions">
          {can('findings.acknowledge') ? (
            <PlainButton
              look="primary"
              loading={acknowledge.pending}
              onClick={() =>
                acknowledge.send({ params: acknowledge.params }, () =>
                  toast.success(t('finding.acknowledged')),
                )
              }
            >
              {t('finding.acknowledge')}
            </PlainButton>
          ) : null}
          {can('findings.start') ? (
            <PlainButton
              look="primary"
              loading={start.pending}
              onClick={() => start.send({ params: start.params }, () => toast.success(t('finding.started')))}
            >
              {t('finding.start')}
            </PlainButton>
          ) : null}
          {shown.map(({ action, label, primary }) => (
            <PlainButton key={action} look={primary ? 'primary' : 'default'} onClick={() => setOpen(action)}>
              {label}
            </PlainButton>
          ))}
        </div>
      ) : null}
      <ProblemAlert error={acknowledge.error ?? start.error} />
      <Refusals />
      {open ? (
        <Suspense>
          <FindingActionDialog action={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      ) : null}
    </section>
  );
};
