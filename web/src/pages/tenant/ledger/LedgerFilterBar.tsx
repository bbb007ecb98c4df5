import { ALERT_LEVELS, FINDING_STATES, IDLE_LEVELS, RESULT_CLASSES } from '@xuncha/domain';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';
import type { useLedgerFilters } from './use-ledger-filters.ts';

interface Props {
  readonly tenantId: string;
  readonly ledger: ReturnType<typeof useLedgerFilters>;
}

/** Typing pauses this long before the list is asked again. */
const TYPING_PAUSE_MS = 350;

const SearchBox = ({ ledger }: Pick<Props, 'ledger'>) => {
  const { t } = useTranslation();
  const asked = ledger.filters.q ?? '';
  const [words, setWords] = useState(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing asks
  useEffect(() => {
    if (words.trim() === asked) return undefined;
    const timer = window.setTimeout(() => ledger.change({ q: words.trim() || undefined }), TYPING_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [words]);
  useEffect(() => {
    if (asked === '') setWords('');
  }, [asked]);
  return (
    <Input
      className="filter-search"
      type="search"
      value={words}
      maxLength={100}
      allowClear
      aria-label={t('ledger.search')}
      placeholder={t('ledger.search')}
      onChange={(event) => setWords(event.target.value)}
    />
  );
};

/** Filters of the ledger; all are applied by the server. */
export const LedgerFilterBar = ({ tenantId, ledger }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { filters, change } = ledger;
  const tenant = useOperation('tenants.get', { params: { tenantId } }, { enabled: may('tenant.read') });
  const batches = useList(
    'batches.list',
    { params: { tenantId }, query: { limit: 100 } },
    { enabled: may('batch.read') },
  );
  return (
    <search className="filters" aria-label={t('ledger.filters')}>
      <SearchBox ledger={ledger} />
      <Select
        allowClear
        aria-label={t('ledger.filterState')}
        placeholder={t('ledger.filterState')}
        value={filters.state}
        options={FINDING_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state?: string) => change({ state })}
      />
      <Select
        allowClear
        aria-label={t('ledger.filterDue')}
        placeholder={t('ledger.filterDue')}
        value={filters.due}
        options={[
          { value: 'open', label: t('ledger.dueOpen') },
          { value: 'overdue', label: t('ledger.dueOverdue') },
          { value: 'ended', label: t('ledger.dueEnded') },
        ]}
        onChange={(due?: string) => change({ due })}
      />
      <Select
        allowClear
        aria-label={t('alert.filter')}
        placeholder={t('alert.filter')}
        value={filters.alert}
        options={ALERT_LEVELS.map((level) => ({ value: level, label: t(`alert.${level}`) }))}
        onChange={(alert?: string) => change({ alert })}
      />
      <Select
        allowClear
        aria-label={t('course.resultFilter')}
        placeholder={t('course.resultFilter')}
        value={filters.result}
        options={RESULT_CLASSES.map((result) => ({ value: result, label: t(`course.result.${result}`) }))}
        onChange={(result?: string) => change({ result })}
      />
      <Select
        allowClear
        aria-label={t('idle.filter')}
        placeholder={t('idle.filter')}
        value={filters.idle}
        options={IDLE_LEVELS.map((level) => ({ value: level, label: t(`idle.${level}`) }))}
        onChange={(idle?: string) => change({ idle })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('ledger.filterDepartment')}
        placeholder={t('ledger.filterDepartment')}
        value={filters.departmentId}
        loading={tenant.isLoading}
        options={(tenant.data?.data.departments ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(departmentId?: string) => change({ departmentId })}
      />
      <Select
        allowClear
        aria-label={t('ledger.filterBatch')}
        placeholder={t('ledger.filterBatch')}
        value={filters.batchId}
        loading={batches.query.isLoading}
        options={batches.items.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(batchId?: string) => change({ batchId })}
      />
      {ledger.active ? <Button onClick={ledger.clear}>{t('action.clear')}</Button> : null}
    </search>
  );
};
