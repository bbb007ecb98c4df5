import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useOperation } from '../../api/use-operation.ts';
import { businessToday } from '../../components/dates.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { listMark } from '../../i18n/punctuation.ts';
import { inWords } from '../../i18n/server-words.ts';
import { matterPath } from '../tenant/matters/matter-path.ts';

/** Years that can be looked back on. */
const YEARS_BACK = 10;

/** D05: one-to-one feedback meetings of all units in a year, and at how many a leader of the group was present. */
export const FeedbackMeetings = () => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const thisYear = businessToday().slice(0, 4);
  const year = search.get('year') ?? thisYear;
  const years = Array.from({ length: YEARS_BACK }, (_, back) => String(Number(thisYear) - back));
  const query = useOperation('feedbackMeetings.list', { query: { year } });
  return (
    <section className="card below" aria-labelledby="feedback-meetings">
      <div className="kind-head">
        <h2 id="feedback-meetings">{t('unitMeetings.feedbackTitle')}</h2>
        <Select
          aria-label={t('unitMeetings.year')}
          value={year}
          onChange={(value) => setSearch({ year: value }, { replace: true })}
          options={[...new Set([...years, year])].map((value) => ({
            value,
            label: t('unitMeetings.yearOf', { year: value }),
          }))}
        />
      </div>
      <Loaded query={query}>
        {({ meetings, attendance }) =>
          meetings.length === 0 ? (
            <EmptyState title={t('unitMeetings.feedbackEmpty')} hint={t('unitMeetings.feedbackEmptyHint')} />
          ) : (
            <>
              <p data-testid="group-attendance">{inWords(attendance.formula)}</p>
              <ul className="plain-list">
                {meetings.map(({ tenantId, tenantName, id, title, date, leaders }) => (
                  <li key={id} className="list-row list-row-split" data-testid="feedback-meeting">
                    <span>
                      {tenantName} · <Link to={matterPath(tenantId, 'meeting', id)}>{title}</Link>
                    </span>
                    <span className="muted">
                      {date} · {leaders.join(listMark()) || t('unitMeetings.noLeader')}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  );
};
