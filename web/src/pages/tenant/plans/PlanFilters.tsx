import { filterPlan } from '@xuncha/domain';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanFinding } from '../../../api/types.ts';
import { usePlan } from './plan-context.ts';

interface Filter {
  readonly departmentName?: string;
  readonly leaderName?: string;
}

const namesOf = (names: readonly (string | undefined)[]): { value: string; label: string }[] =>
  [...new Set(names.flatMap((name) => name ?? []))]
    .sort((a, b) => a.localeCompare(b, 'zh-CN'))
    .map((name) => ({ value: name, label: name }));

/** Findings of the plan for one department or leader, with the fields to choose them. */
export const usePlanFilter = () => {
  const { findings } = usePlan();
  const [filter, setFilter] = useState<Filter>({});
  const chosen = filterPlan(findings, filter) as PlanFinding[];
  return { chosen, filters: <PlanFilters filter={filter} onChange={setFilter} /> };
};

const PlanFilters = ({
  filter,
  onChange,
}: {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) => {
  const { t } = useTranslation();
  const { findings } = usePlan();
  const measures = findings.flatMap((finding) => finding.measures);
  const all = [...findings, ...measures];
  return (
    <div className="plan-filters">
      <Select
        allowClear
        aria-label={t('plan.filterDepartment')}
        placeholder={t('plan.filterDepartment')}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.departmentName ?? null}
        options={namesOf([
          ...all.map(({ departmentName }) => departmentName),
          ...findings.flatMap(({ supportingDepartments }) => supportingDepartments),
        ])}
        onChange={(departmentName) => onChange({ ...filter, departmentName: departmentName ?? undefined })}
      />
      <Select
        allowClear
        aria-label={t('plan.filterLeader')}
        placeholder={t('plan.filterLeader')}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.leaderName ?? null}
        options={namesOf(all.map(({ leaderName }) => leaderName))}
        onChange={(leaderName) => onChange({ ...filter, leaderName: leaderName ?? undefined })}
      />
    </div>
  );
};
