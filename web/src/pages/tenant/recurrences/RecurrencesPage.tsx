import { ProblemError } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useList, useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { MessagePage } from '../../../components/MessagePage.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { told } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { useOpenOrAll } from '../matters/use-open-or-all.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { RecurrenceCard } from './RecurrenceCard.tsx';

const Recurrences = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { show, choice } = useOpenOrAll(t('recurrences.showOpen'));
  const list = useList('recurrences.list', { params: { tenantId }, query: { show } });
  const counts = list.query.data?.pages[0]?.data.counts;
  return (
    <>
      <PageHeader title={t('recurrences.title')} intro={counts ? t('recurrences.counts', counts) : null} />
      <details className="why below">
        <summary>{t('recurrences.how')}</summary>
        <p>{t('recurrences.formula')}</p>
      </details>
      {choice}
      <LoadedList list={list} empty={t('recurrences.empty')} emptyHint={t('recurrences.emptyHint')}>
        {(items) => items.map((recurrence) => <RecurrenceCard key={recurrence.id} recurrence={recurrence} />)}
      </LoadedList>
    </>
  );
};

const Recurrence = ({
  tenantId,
  recurrenceId,
}: {
  readonly tenantId: string;
  readonly recurrenceId: string;
}) => {
  const { t } = useTranslation();
  const query = useOperation('recurrences.get', { params: { tenantId, recurrenceId } });
  if (query.error instanceof ProblemError && query.error.status === 404)
    return <MessagePage title={t('problem.goneTitle')} hint={told(query.error)} />;
  return (
    <>
      <PageHeader
        title={t('recurrences.title')}
        back={{ to: mattersPath(tenantId, 'recurrence'), label: t('recurrences.title') }}
      />
      <Loaded query={query} rows={6}>
        {(recurrence) => <RecurrenceCard recurrence={recurrence} />}
      </Loaded>
    </>
  );
};

/** Route /t/:tenantId/recurrences/:recurrenceId?: all of a unit, or one that an inbox or a finding leads to. */
export default function RecurrencesPage() {
  const tenantId = useTenantId();
  const { recurrenceId } = useParams();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      {recurrenceId ? (
        <Recurrence key={recurrenceId} tenantId={tenantId} recurrenceId={recurrenceId} />
      ) : (
        <Recurrences key={tenantId} tenantId={tenantId} />
      )}
    </RequireAction>
  );
}
