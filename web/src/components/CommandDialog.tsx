import type { CallInput, OperationId } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../api/use-operation.ts';
import { FormDialog } from './FormDialog.tsx';
import { useToast } from './use-toast.ts';

export interface CommandDialogProps<Id extends OperationId, Values extends object> {
  readonly operation: Id;
  readonly title: string;
  readonly subject?: string;
  readonly hint?: ReactNode;
  readonly submitText?: string;
  readonly danger?: boolean;
  readonly initialValues?: Partial<Values>;
  /** Operations whose answers change by it. */
  readonly refresh: readonly OperationId[];
  /** Said once it is done. */
  readonly done?: string;
  readonly toInput: (values: Values) => CallInput<Id>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** One command: a form, sent, and the page read again. */
export const CommandDialog = <Id extends OperationId, Values extends object>({
  operation,
  refresh,
  done,
  toInput,
  onClose,
  ...rest
}: CommandDialogProps<Id, Values>) => {
  const { t } = useTranslation();
  const toast = useToast();
  const command = useCommand(operation, refresh);
  return (
    <FormDialog<Values>
      {...rest}
      open
      width={640}
      pending={command.isPending}
      error={command.error}
      onClose={onClose}
      onSubmit={(values) =>
        command.mutate(toInput(values), {
          onSuccess: () => {
            toast.success(done ?? t('orders.done'));
            onClose();
          },
        })
      }
    />
  );
};
