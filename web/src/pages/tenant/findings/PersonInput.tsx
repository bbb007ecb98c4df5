import { AutoComplete } from 'antd';
import type { Member } from '../../../api/types.ts';

interface Props {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly members: readonly Member[];
  readonly autoFocus?: boolean;
  /** Where no label stands beside it. */
  readonly label?: string;
}

/** A person's name: typed, or chosen from the unit's members. */
export const PersonInput = ({ members, label, ...rest }: Props) => (
  <AutoComplete
    {...rest}
    {...(label ? { 'aria-label': label } : {})}
    maxLength={30}
    options={[...new Set(members.map(({ name }) => name))].map((name) => ({
      value: name,
      label: name,
    }))}
    showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
  />
);
