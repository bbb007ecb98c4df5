import { useTranslation } from 'react-i18next';
import { useList } from '../../api/use-operation.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { RequireAction } from '../RequireAction.tsx';

const COUNTED = ['planned', 'held', 'recorded', 'cancelled'] as const;

const Counts = () => {
  const { t } = useTranslation();
  const list = useList('interviewCounts.list', {});
  return (
    <>
      <PageHeader title={t('restricted.countsTitle')} intro={t('restricted.countsIntro')} />
      <section className="card card-flush">
        <LoadedList
          list={list}
          empty={t('restricted.countsEmpty')}
          emptyHint={t('restricted.countsEmptyHint')}
        >
          {(items) => (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('field.unit')}</th>
                  <th scope="col">{t('field.round')}</th>
                  {COUNTED.map((name) => (
                    <th key={name} scope="col" className="number">
                      {t(`restricted.count.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={`${item.unitId} ${item.round}`} data-testid="interview-count">
                    <th scope="row">{item.unitName}</th>
                    <td data-label={t('field.round')}>{item.round}</td>
                    {COUNTED.map((name) => (
                      <td key={name} className="number" data-label={t(`restricted.count.${name}`)}>
                        {item[name]}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
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
