import { type LedgerFilter, ledgerColumn } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';
import { colon, listMark, semicolon } from '../../../i18n/punctuation.ts';
import type { LedgerViewState } from './use-ledger-view.ts';
import { useNamedViews } from './use-named-views.ts';

interface Props {
  readonly tenantId: string;
  readonly ledger: LedgerViewState;
}

/** Names of what an address names by id; asked for only where they are on the paper. */
const useNames = (tenantId: string, { departmentId, batchId }: LedgerFilter) => {
  const may = useMay(tenantId);
  const tenant = useOperation(
    'tenants.get',
    { params: { tenantId } },
    { enabled: departmentId !== undefined && may('tenant.read') },
  );
  const batches = useList(
    'batches.list',
    { params: { tenantId }, query: { limit: 100 } },
    { enabled: batchId !== undefined && may('batch.read') },
  );
  const department = tenant.data?.data.departments.find(({ id }) => id === departmentId);
  return {
    departmentId: department?.name ?? departmentId,
    batchId: batches.items.find(({ id }) => id === batchId)?.title ?? batchId,
  };
};

/** The conditions in words, in the order of the filters above the list. None may be missing: the record names them all. */
const useConditions = (tenantId: string, filter: LedgerFilter): string => {
  const { t } = useTranslation();
  const words: Readonly<Record<keyof LedgerFilter, string | undefined>> = {
    q: filter.q,
    states: filter.states?.map((state) => t(`state.${state}`)).join(listMark()),
    due: filter.due && t(`ledger.due.${filter.due}`),
    ...useNames(tenantId, filter),
    alert: filter.alert && t(`alert.${filter.alert}`),
    round: filter.round,
    category: filter.category,
    domain: filter.domain,
    person: filter.person,
    termClass: filter.termClass && t(`termClass.${filter.termClass}`),
    idle: filter.idle && t(`idle.${filter.idle}`),
    result: filter.result && t(`course.result.${filter.result}`),
    rules: filter.rules && t('ledger.withRules'),
    step: filter.step && t(`effect.steps.${filter.step}`),
    closedIn: filter.closedIn,
    inTime: filter.inTime && t(`effect.filter.${filter.inTime}`),
  };
  const named = (Object.keys(words) as (keyof LedgerFilter)[]).flatMap((name) =>
    words[name] ? [`${t(`ledger.paper.by.${name}`)}${colon()}${words[name]}`] : [],
  );
  return named.length > 0 ? named.join(semicolon()) : t('ledger.paper.whole');
};

/** Which lines stand on the paper and in which order, for whoever holds it without the page (K02). */
export const PrintedView = ({ tenantId, ledger }: Props) => {
  const { t, i18n } = useTranslation();
  const { opened, changed } = useNamedViews(tenantId, ledger);
  const conditions = useConditions(tenantId, ledger.view.filter);
  const { by, descending } = ledger.view.order;
  const order = t(descending ? 'ledger.paper.descending' : 'ledger.paper.ascending', {
    column: ledgerColumn(by).label[i18n.language.startsWith('zh') ? 'zh' : 'en'],
  });
  const view = opened && t(changed ? 'ledger.paper.changedView' : 'ledger.paper.view', { view: opened.name });
  return (
    <div className="print-only printed-view" data-testid="printed-view">
      <p>{t('ledger.paper.filter', { conditions })}</p>
      <p>{[view, order].filter(Boolean).join(semicolon())}</p>
    </div>
  );
};
