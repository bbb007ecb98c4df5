import {
  ALERT_LEVELS,
  EFFECT_STEPS,
  FINDING_STATES,
  IDLE_LEVELS,
  LEDGER_DUES,
  type LedgerFilter,
  RESULT_CLASSES,
  TERM_CLASSES,
} from '@xuncha/domain';
import { AutoComplete, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { LedgerLine } from '../../../api/types.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';
import type { LedgerViewState } from './use-ledger-view.ts';
import { type TextFilter, useTyped } from './use-typed.ts';

interface Props {
  readonly tenantId: string;
  readonly ledger: LedgerViewState;
  /** For suggestions: what is in view already. */
  readonly lines: readonly LedgerLine[];
}

const PartBox = ({
  ledger,
  name,
  known,
}: Pick<Props, 'ledger'> & {
  readonly name: TextFilter;
  readonly known: readonly (string | undefined)[];
}) => {
  const { t } = useTranslation();
  const [words, setWords] = useTyped(ledger, name);
  const options = [...new Set(known)].filter((value): value is string => Boolean(value)).slice(0, 50);
  return (
    <AutoComplete
      allowClear
      aria-label={t(`ledger.by.${name}`)}
      placeholder={t(`ledger.by.${name}`)}
      value={words}
      maxLength={60}
      options={options.map((value) => ({ value }))}
      showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
      onChange={(value?: string) => setWords(value ?? '')}
    />
  );
};

/** Filters of which some hide behind a button until one of them is used. */
const FURTHER = [
  'batchId',
  'round',
  'category',
  'domain',
  'person',
  'termClass',
  'idle',
  'result',
  'rules',
  'step',
  'closedIn',
  'inTime',
] as const;

const FURTHER_WORDS = ['ledger.further', 'ledger.furtherUsed'] as const;

const FurtherFilters = ({ tenantId, ledger, lines }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { filter } = ledger.view;
  const batches = useList(
    'batches.list',
    { params: { tenantId }, query: { limit: 100 } },
    { enabled: may('batch.read') },
  );
  const rounds = [...new Set([...batches.items.map(({ round }) => round), filter.round])].filter(
    (round): round is string => Boolean(round),
  );
  const names = (pick: (line: LedgerLine) => string | undefined) => lines.slice(0, 2000).map(pick);
  return (
    <>
      <Select
        allowClear
        aria-label={t('ledger.filterBatch')}
        placeholder={t('ledger.filterBatch')}
        // Until its name is known: an id says nothing.
        value={batches.query.isLoading ? undefined : filter.batchId}
        loading={batches.query.isLoading}
        options={batches.items.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(batchId?: string) => ledger.filter({ batchId })}
      />
      <Select
        allowClear
        aria-label={t('ledger.by.round')}
        placeholder={t('ledger.by.round')}
        value={filter.round}
        options={rounds.map((round) => ({ value: round, label: round }))}
        onChange={(round?: string) => ledger.filter({ round })}
      />
      <PartBox ledger={ledger} name="category" known={names(({ category }) => category)} />
      <PartBox ledger={ledger} name="domain" known={names(({ domain }) => domain)} />
      <PartBox
        ledger={ledger}
        name="person"
        known={[...names(({ leaderName }) => leaderName), ...names(({ handlerName }) => handlerName)]}
      />
      <Select
        allowClear
        aria-label={t('ledger.by.termClass')}
        placeholder={t('ledger.by.termClass')}
        value={filter.termClass}
        options={TERM_CLASSES.map((one) => ({ value: one, label: t(`termClass.${one}`) }))}
        onChange={(termClass?: LedgerFilter['termClass']) => ledger.filter({ termClass })}
      />
      <Select
        allowClear
        aria-label={t('idle.filter')}
        placeholder={t('idle.filter')}
        value={filter.idle}
        options={IDLE_LEVELS.map((level) => ({ value: level, label: t(`idle.${level}`) }))}
        onChange={(idle?: LedgerFilter['idle']) => ledger.filter({ idle })}
      />
      <Select
        allowClear
        aria-label={t('course.resultFilter')}
        placeholder={t('course.resultFilter')}
        value={filter.result}
        options={RESULT_CLASSES.map((result) => ({ value: result, label: t(`course.result.${result}`) }))}
        onChange={(result?: LedgerFilter['result']) => ledger.filter({ result })}
      />
      <Select
        allowClear
        aria-label={t('ledger.by.rules')}
        placeholder={t('ledger.by.rules')}
        value={filter.rules}
        options={[{ value: 'built' as const, label: t('ledger.withRules') }]}
        onChange={(rules?: LedgerFilter['rules']) => ledger.filter({ rules })}
      />
      <Select
        allowClear
        aria-label={t('effect.filter.step')}
        placeholder={t('effect.filter.step')}
        value={filter.step}
        options={EFFECT_STEPS.map((step) => ({ value: step, label: t(`effect.steps.${step}`) }))}
        onChange={(step?: LedgerFilter['step']) => ledger.filter({ step })}
      />
      <Input
        type="month"
        allowClear
        aria-label={t('effect.filter.closedIn')}
        // The browser draws an empty month as dashes, which say nothing.
        prefix={<span className="muted">{t('effect.filter.closedIn')}</span>}
        value={filter.closedIn ?? ''}
        onChange={({ target }) => ledger.filter({ closedIn: target.value || undefined })}
      />
      <Select
        allowClear
        aria-label={t('effect.filter.inTime')}
        placeholder={t('effect.filter.inTime')}
        value={filter.inTime}
        options={(['yes', 'no'] as const).map((value) => ({ value, label: t(`effect.filter.${value}`) }))}
        onChange={(inTime?: LedgerFilter['inTime']) => ledger.filter({ inTime })}
      />
    </>
  );
};

/** Filters in view from the start at a desk; a phone shows its lines instead. */
const MAIN = ['states', 'due', 'departmentId', 'alert'] as const;

const MainFilters = ({ tenantId, ledger }: Omit<Props, 'lines'>) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { filter } = ledger.view;
  const tenant = useOperation('tenants.get', { params: { tenantId } }, { enabled: may('tenant.read') });
  return (
    <>
      <Select
        mode="multiple"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        maxTagCount="responsive"
        aria-label={t('ledger.filterState')}
        placeholder={t('ledger.filterState')}
        value={[...(filter.states ?? [])]}
        options={FINDING_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(states: NonNullable<LedgerFilter['states']>) =>
          ledger.filter({ states: states.length > 0 ? states : undefined })
        }
      />
      <Select
        allowClear
        aria-label={t('ledger.filterDue')}
        placeholder={t('ledger.filterDue')}
        value={filter.due}
        options={LEDGER_DUES.map((due) => ({ value: due, label: t(`ledger.due.${due}`) }))}
        onChange={(due?: LedgerFilter['due']) => ledger.filter({ due })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('ledger.filterDepartment')}
        placeholder={t('ledger.filterDepartment')}
        value={filter.departmentId}
        loading={tenant.isLoading}
        options={(tenant.data?.data.departments ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(departmentId?: string) => ledger.filter({ departmentId })}
      />
      <Select
        allowClear
        aria-label={t('alert.filter')}
        placeholder={t('alert.filter')}
        value={filter.alert}
        options={ALERT_LEVELS.map((level) => ({ value: level, label: t(`alert.${level}`) }))}
        onChange={(alert?: LedgerFilter['alert']) => ledger.filter({ alert })}
      />
    </>
  );
};

interface BarProps extends Props {
  /** On a phone, where all filters come when asked. */
  readonly narrow: boolean;
}

/** Filters of the ledger beside the search box; all are applied by the server. */
export const LedgerFilterBar = ({ tenantId, ledger, lines, narrow }: BarProps) => {
  const { t } = useTranslation();
  const { filter } = ledger.view;
  const hidden = narrow ? [...MAIN, ...FURTHER] : FURTHER;
  const used = hidden.filter((name) => filter[name] !== undefined).length;
  const [further, setFurther] = useState(false);
  // A phone says how many are used and keeps the lines in view.
  const open = further || (used > 0 && !narrow);
  const words = narrow ? (['ledger.filter', 'ledger.filterUsed'] as const) : FURTHER_WORDS;
  return (
    <>
      {narrow ? null : <MainFilters tenantId={tenantId} ledger={ledger} />}
      <Button aria-expanded={open} onClick={() => setFurther(!further)}>
        {used > 0 ? t(words[1], { count: used }) : t(words[0])}
      </Button>
      {ledger.filtered ? <Button onClick={ledger.clear}>{t('action.clear')}</Button> : null}
      {open && narrow ? <MainFilters tenantId={tenantId} ledger={ledger} /> : null}
      {open ? <FurtherFilters tenantId={tenantId} ledger={ledger} lines={lines} /> : null}
    </>
  );
};
