import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useList } from '../../../api/use-operation.ts';

interface Props {
  readonly id?: string;
  readonly tenantId: string;
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
}

/** Findings of the unit, found by number or words; several may be chosen. */
export const FindingPicker = ({ tenantId, ...rest }: Props) => {
  const [typed, setTyped] = useState('');
  const words = useDeferredValue(typed.trim());
  // What was chosen keeps its name when the words change.
  const [known, setKnown] = useState<Readonly<Record<string, string>>>({});
  const { items, query } = useList('findings.list', {
    params: { tenantId },
    query: { limit: 20, ...(words ? { q: words } : {}) },
  });
  const found = items.map(({ id, no, title }) => ({ value: id, label: `${no} ${title}` }));
  const chosen = (rest.value ?? [])
    .filter((id) => !found.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: known[id] ?? id }));
  return (
    <Select
      {...rest}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={query.isFetching}
      options={[...chosen, ...found]}
      onChange={(ids: string[]) => {
        setKnown({ ...known, ...Object.fromEntries(found.map(({ value, label }) => [value, label])) });
        rest.onChange?.(ids);
      }}
    />
  );
};
