import { Input, type InputProps } from 'antd';

type Props = Omit<InputProps, 'onChange' | 'type' | 'value'> & {
  readonly value?: string;
  readonly onChange?: (value: string | undefined) => void;
};

/** The browser's own date field: keyboard, screen readers and phone pickers come with it. Value `YYYY-MM-DD`. */
export const DateInput = ({ value, onChange, ...rest }: Props) => (
  <Input
    {...rest}
    type="date"
    value={value ?? ''}
    onChange={(event) => onChange?.(event.target.value || undefined)}
  />
);
