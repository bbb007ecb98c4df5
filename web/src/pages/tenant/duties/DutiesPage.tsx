import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { businessToday } from '../../../components/dates.ts';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { DutyChips, type DutySummary } from './duty-chips.tsx';

/** What each figure counts; it opens the list of exactly these. */
const SHOWN = {
  all: () => true,
  open: ({ open }: DutySummary) => open,
  due: ({ status, due }: DutySummary) =>
    status !== 'lapsed' && due !== undefined && due.date < businessToday(),
  missed: ({ missed }: DutySummary) => missed,
} as const satisfies Record<string, (duty: DutySummary) => boolean>;
type Shown = keyof typeof SHOWN;
const SHOWN_NAMES = Object.keys(SHOWN) as readonly Shown[];

/** What is still open by its date, then what has ended. */
const mostUrgentFirst = (a: DutySummary, b: DutySummary): number =>
  Number(b.open) - Number(a.open) || (a.due?.date ?? '').localeCompare(b.due?.date ?? '');

const Filters = ({ duties, shown }: { readonly duties: readonly DutySummary[]; readonly shown: Shown }) => {
  const { t } = useTranslation();
  return (
    <div className="figures">
      {SHOWN_NAMES.map((name) => {
        const count = duties.filter(SHOWN[name]).length;
        return (
          <Link
            key={name}
            className={`figure figure-plain${name === 'missed' && count > 0 ? ' figure-late' : ''}`}
            to={name === 'all' ? '?' : `?show=${name}`}
            aria-current={shown === name}
            data-testid={`duties-${name}`}
          >
            <span className="figure-label">{t(`duties.shown.${name}`)}</span>
            <span className="figure-value">{count}</span>
          </Link>
        );
      })}
    </div>
  );
};

const DutyRow = ({ duty }: { readonly duty: DutySummary }) => {
  const { t } = useTranslation();
  return (
    <li className="list-row list-row-split" data-testid="duty-row">
      <div className="row-text">
        <strong>{inWords(duty.title)}</strong> <DutyChips {...duty} />
        <p className="muted">
          {[
            duty.round,
            t('duties.feedbackOn', { date: duty.feedbackDate }),
            duty.submittedOn ? t('duties.submittedOn', { date: duty.submittedOn }) : undefined,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <p>
          {t('duties.due')}{' '}
          <DueText
            due={duty.due?.date}
            overdue={duty.overdue}
            ended={!duty.open || duty.status === 'submitted'}
          />
        </p>
        {duty.due ? <p className="muted">{inWords(duty.due.why)}</p> : null}
      </div>
      <LinkButton
        to={matterPath(duty.tenantId, 'duty', duty.id)}
        aria-label={`${t('action.open')}${colon()}${duty.title}`}
      >
        {t('action.open')}
      </LinkButton>
    </li>
  );
};

const Duties = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const list = useList('duties.list', { params: { tenantId } });
  const rate = list.query.data?.pages[0]?.data.rate;
  const shown = SHOWN_NAMES.find((name) => name === search.get('show')) ?? 'all';
  return (
    <>
      <PageHeader title={t('duties.title')} intro={t('duties.intro')} />
      <section className="card">
        {rate ? (
          <p className="below" data-testid="on-time-rate">
            {t('duties.rate')}
            {colon()}
            <Link to="?show=due">{inWords(rate.formula)}</Link>
          </p>
        ) : null}
        <LoadedList list={list} empty={t('duties.empty')} emptyHint={t('duties.emptyHint')}>
          {(duties) => (
            <>
              <Filters duties={duties} shown={shown} />
              <ul className="plain-list">
                {duties
                  .filter(SHOWN[shown])
                  .toSorted(mostUrgentFirst)
                  .map((duty) => (
                    <DutyRow key={duty.id} duty={duty} />
                  ))}
              </ul>
              {duties.some(SHOWN[shown]) ? null : <p className="muted">{t('duties.noneShown')}</p>}
            </>
          )}
        </LoadedList>
      </section>
    </>
  );
};

/** Route /t/:tenantId/duties. */
export default function DutiesPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="duty.read" tenantId={tenantId}>
      <Duties key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
