import { Progress } from 'antd';

interface Props {
  readonly value: number;
  readonly label: string;
  readonly status?: 'active' | 'normal' | 'success' | 'exception';
  readonly size?: 'small' | 'medium';
}

/** A progress bar with a name for screen readers. */
export const ProgressBar = ({ value, label, status = 'normal', size = 'small' }: Props) => (
  <Progress
    percent={Math.max(0, Math.min(100, Math.floor(value)))}
    aria-label={label}
    status={status}
    size={size}
  />
);
