import { useTranslation } from 'react-i18next';
import { useList } from '../../api/use-operation.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { RequireAction } from '../RequireAction.tsx';

const Counts = () => {
  const { t } = useTranslation();
  const list = useList('interviewCounts.list', {});
  return (
    <>
      <PageHeader title={t('restricted.countsTitle')} intro={t('restricted.countsIntro')} />
      <section className="card">
        <LoadedList
          list={list}
          empty={t('restricted.countsEmpty')}
          emptyHint={t('restricted.countsEmptyHint')}
        >
          {(items) => (
            <ul className="plain-list">
              {items.map(({ unitId, unitName, round, planned, held, recorded, cancelled }) => (
                <li key={`${unitId} ${round}`} className="list-row" data-testid="interview-count">
                  <strong>{unitName}</strong> <span className="muted">{round}</span>
                  <p>{t('restricted.counts', { planned, held, recorded, cancelled })}</p>
                </li>
              ))}
            </ul>
          )}
        </LoadedList>
      </section>
    </>
  );
};

/** Route /interview-counts: how many talks, for those who may know no more. */
export default function InterviewCountsPage() {
  return (
    <RequireAction action="interview_statistics.read">
      <Counts />
    </RequireAction>
  );
}
