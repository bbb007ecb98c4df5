import type { ProblemError } from '@xuncha/contracts';
import { Alert } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showInstant } from '../../../../components/dates.ts';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { Waiting } from '../../../../components/Waiting.tsx';
import { colon } from '../../../../i18n/punctuation.ts';
import { useCan, useFinding, useRefusal } from '../finding-context.ts';
import { CaseHistory } from './CaseHistory.tsx';
import { EarlierOpinions } from './EarlierOpinions.tsx';
import { GateStepper } from './GateStepper.tsx';
import { runningCaseOf, shownCaseOf } from './running-case.ts';

/** Fetched by those whose turn it is. */
const DecisionPanel = lazy(() => import('./DecisionPanel.tsx'));

const Application = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const shown = shownCaseOf(detail);
  if (!shown) return null;
  const { application } = shown;
  return (
    <div className="quote">
      <h3>{t('closeout.application')}</h3>
      <dl className="facts-list facts-wide">
        <div>
          <dt>{t('closeout.result')}</dt>
          <dd className="wording">{application.result}</dd>
        </div>
        <div>
          <dt>{t('closeout.similarCheck')}</dt>
          <dd className="wording">{application.similarCheck}</dd>
        </div>
        {application.newRules.length > 0 ? (
          <div>
            <dt>{t('closeout.newRules')}</dt>
            <dd>{application.newRules.join('；')}</dd>
          </div>
        ) : null}
      </dl>
      <p className="muted">
        {t('closeout.applicant')}
        {colon()}
        {application.byName} · {showInstant(application.at)} ·{' '}
        {t('closeout.policyVersion', { version: shown.policyVersion })}
      </p>
    </div>
  );
};

/** The close-out chain: where it stands, what was applied for, and the decision when it is mine to make. */
export const CloseoutCard = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { detail } = useFinding();
  const refusal = useRefusal('closeouts.decide');
  const running = runningCaseOf(detail);
  const shown = shownCaseOf(detail);
  const [overtaken, setOvertaken] = useState<{ problem: ProblemError; visit: string }>();
  const visit = running ? `${running.id}/${running.visit}` : '';
  return (
    <section className="card" id="closeout" aria-labelledby="closeout-title">
      <h2 id="closeout-title">{t('closeout.title')}</h2>
      {shown && !running ? <GateStepper shown={shown} /> : null}
      {shown ? null : <p className="muted">{t('closeout.notStarted')}</p>}
      <Application />
      {shown ? <EarlierOpinions of={shown} /> : null}
      {overtaken && overtaken.visit !== visit ? <ProblemAlert error={overtaken.problem} /> : null}
      {running?.gateStatus === 'open' && refusal ? (
        <Alert type="info" showIcon title={t('closeout.cannotDecide')} description={refusal} />
      ) : null}
      {running?.gateStatus === 'open' && can('closeouts.decide') ? (
        // A new visit is a new decision; within one visit what was typed stays.
        <Suspense fallback={<Waiting />}>
          <DecisionPanel
            key={visit}
            running={running}
            onOvertaken={(problem) => setOvertaken({ problem, visit })}
          />
        </Suspense>
      ) : null}
      <CaseHistory />
    </section>
  );
};
