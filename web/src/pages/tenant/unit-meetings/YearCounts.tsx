import { YEAR_CATEGORIES, type YearCategory } from '@xuncha/domain';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { businessToday } from '../../../components/dates.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';

/** Years that can be looked back on. */
const YEARS_BACK = 10;

interface Props {
  readonly tenantId: string;
  readonly year: string;
  readonly onYear: (year: string) => void;
}

export const yearListSearch = (year: string, category: YearCategory): string =>
  category === 'instruction'
    ? `?tab=instructions&year=${year}&category=instruction`
    : `?year=${year}&category=${category}`;

/** How many studies, meetings and instructions there were in the year; each number opens its list (A05). */
export const YearCounts = ({ tenantId, year, onYear }: Props) => {
  const { t } = useTranslation();
  const query = useOperation('meetingYears.get', { params: { tenantId, year } });
  const newest = Number(businessToday().slice(0, 4));
  const years = Array.from({ length: YEARS_BACK }, (_, back) => String(newest - back));
  return (
    <section className="card below" aria-labelledby="meeting-year">
      <div className="kind-head">
        <h2 id="meeting-year">{t('unitMeetings.counts', { year })}</h2>
        <Select
          aria-label={t('unitMeetings.year')}
          value={year}
          onChange={onYear}
          options={[...new Set([...years, year])].map((value) => ({
            value,
            label: t('unitMeetings.yearOf', { year: value }),
          }))}
        />
      </div>
      <ProblemAlert error={query.error} title={t('problem.loadTitle')} onRetry={() => void query.refetch()} />
      <div className="facts">
        {YEAR_CATEGORIES.map((category) => (
          <Link key={category} to={yearListSearch(year, category)} data-testid={`year-${category}`}>
            {t(`unitMeetings.type.${category}`)} {query.data?.data.counts[category] ?? '…'}
          </Link>
        ))}
      </div>
      {query.data && query.data.data.attendance.whole > 0 ? (
        <p className="muted" data-testid="leader-attendance">
          <Link to={yearListSearch(year, 'feedback')}>{t('unitMeetings.attendance')}</Link>
          {colon()}
          {inWords(query.data.data.attendance.formula)}
        </p>
      ) : null}
    </section>
  );
};
