import type { OutputOf } from '@xuncha/contracts';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useOperation } from '../../api/use-operation.ts';
import { DueText } from '../../components/DueText.tsx';
import { businessToday } from '../../components/dates.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { colon } from '../../i18n/punctuation.ts';
import { inWords } from '../../i18n/server-words.ts';
import { RequireAction } from '../RequireAction.tsx';
import { DutyChips } from '../tenant/duties/duty-chips.tsx';
import { matterPath, mattersPath } from '../tenant/matters/matter-path.ts';

type Unit = OutputOf<'groupDuties.list'>['units'][number];

/** This year, the two before and the next one: reports are due within a year of feedback. */
const years = (): string[] => {
  const year = Number(businessToday().slice(0, 4));
  return [year + 1, year, year - 1, year - 2].map(String);
};

const UnitCard = ({ unit }: { readonly unit: Unit }) => {
  const { t } = useTranslation();
  return (
    <section className="card" data-testid="unit-duties" aria-label={unit.tenantName}>
      <div className="kind-head">
        <h2>
          <Link to={mattersPath(unit.tenantId, 'duty')}>{unit.tenantName}</Link>
        </h2>
        <Link to={`${mattersPath(unit.tenantId, 'duty')}?show=due`}>{inWords(unit.rate.formula)}</Link>
      </div>
      <ul className="plain-list">
        {unit.duties.map(({ id, title, status, late, due, submittedOn, missed }) => (
          <li key={id} className="list-row list-row-split">
            <span>
              <Link to={matterPath(unit.tenantId, 'duty', id)}>{inWords(title)}</Link>{' '}
              <DutyChips status={status} late={late} />
            </span>
            <span className="muted">
              {t('duties.due')} <DueText due={due} overdue={missed} ended={submittedOn !== undefined} />
              {submittedOn ? ` · ${t('duties.submittedOn', { date: submittedOn })}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const GroupDuties = () => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const year = search.get('year') ?? businessToday().slice(0, 4);
  const query = useOperation('groupDuties.list', { query: { year } });
  return (
    <>
      <PageHeader
        title={t('duties.groupTitle')}
        intro={t('duties.groupIntro')}
        extra={
          <Select
            aria-label={t('duties.year')}
            value={year}
            options={years().map((value) => ({ value, label: t('duties.ofYear', { year: value }) }))}
            onChange={(value) => setSearch({ year: value })}
          />
        }
      />
      <Loaded query={query}>
        {({ units, rate }) =>
          units.length === 0 ? (
            <section className="card">
              <EmptyState title={t('duties.groupEmpty')} hint={t('duties.emptyHint')} />
            </section>
          ) : (
            <>
              <p className="below" data-testid="group-rate">
                {t('duties.rate')}
                {colon()}
                {inWords(rate.formula)}
              </p>
              {units.map((unit) => (
                <UnitCard key={unit.tenantId} unit={unit} />
              ))}
            </>
          )
        }
      </Loaded>
    </>
  );
};

/** Route /duties: reports of all units, for HQ. */
export default function GroupDutiesPage() {
  return (
    <RequireAction action="duty.list">
      <GroupDuties />
    </RequireAction>
  );
}
