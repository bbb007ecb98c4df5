import { Select } from 'antd';

interface Props {
  readonly id?: string;
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
  readonly options?: readonly string[];
  readonly maxCount?: number;
  readonly 'aria-label'?: string;
}

/** Several names, typed or pasted: 、 ， , ; and spaces part them. */
export const NamesInput = ({ options = [], ...rest }: Props) => (
  <Select
    {...rest}
    mode="tags"
    tokenSeparators={['、', '，', ',', '；', ';', ' ', '\n']}
    options={options.map((name) => ({ value: name, label: name }))}
    suffixIcon={null}
    open={options.length > 0 ? undefined : false}
  />
);
