import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ItemOf, useList } from '../../api/use-operation.ts';
import { Chip } from '../../components/Chip.tsx';
import { showInstant } from '../../components/dates.ts';
import { LoadedList } from '../../components/LoadedList.tsx';

type Decision = ItemOf<'meetings.decisions'>;

const TONES = { approve: 'green', return: 'red', continuous: 'blue' } as const;

const DecisionRow = ({ decision }: { readonly decision: Decision }) => {
  const { t } = useTranslation();
  const { tenantId, tenantName, findingId, no, title, outcome, closeoutNo, returnTo } = decision;
  const details = [
    closeoutNo,
    returnTo
      ? t('meetings.returnedTo', {
          gate: returnTo === 'department' ? t('closeout.toDepartment') : t(`gate.${returnTo}`),
        })
      : undefined,
    decision.nextCheckDate ? t('meetings.nextCheck', { date: decision.nextCheckDate }) : undefined,
    decision.reason,
  ].filter(Boolean);
  return (
    <li className="list-row list-row-split" data-testid="meeting-decision">
      <div>
        <Chip tone={TONES[outcome]}>{t(`closeout.${outcome}`)}</Chip>{' '}
        <Link to={`/t/${tenantId}/findings/${findingId}`}>
          {tenantName} {no} {title}
        </Link>
        {details.length > 0 ? <p className="muted">{details.join(' · ')}</p> : null}
      </div>
      <span className="muted">
        {decision.byName} · {showInstant(decision.at)}
      </span>
    </li>
  );
};

/** G05: what the meeting decided, case by case: which finding, how, by whom, when. */
export const MeetingDecisions = ({
  meetingId,
  decided,
}: {
  readonly meetingId: string;
  /** How many the meeting counts: what was decided before it listed them stands with the findings alone. */
  readonly decided: number;
}) => {
  const { t } = useTranslation();
  const list = useList('meetings.decisions', { params: { meetingId }, query: { limit: 100 } });
  const unlisted = list.query.isSuccess && !list.query.hasNextPage ? decided - list.items.length : 0;
  return (
    <section className="card below" aria-labelledby="decisions-title">
      <h2 id="decisions-title">{t('meetings.decisions')}</h2>
      <LoadedList list={list} empty={t('meetings.noDecisions')} emptyHint={t('meetings.noDecisionsHint')}>
        {(decisions) => (
          <ul className="plain-list">
            {decisions.map((decision) => (
              <DecisionRow key={`${decision.caseId} ${decision.at}`} decision={decision} />
            ))}
          </ul>
        )}
      </LoadedList>
      {unlisted > 0 ? <p className="muted">{t('meetings.unlisted', { count: unlisted })}</p> : null}
    </section>
  );
};
