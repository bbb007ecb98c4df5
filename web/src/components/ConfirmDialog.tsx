import type { ReactNode } from 'react';
import { FormDialog } from './FormDialog.tsx';

interface Props {
  readonly title: string;
  readonly hint: ReactNode;
  readonly submitText: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** Says what a step does before it is done; on failure it stays open with the problem. */
export const ConfirmDialog = ({ onSubmit, ...rest }: Props) => (
  <FormDialog<Record<string, never>> open {...rest} onSubmit={() => onSubmit()} />
);
