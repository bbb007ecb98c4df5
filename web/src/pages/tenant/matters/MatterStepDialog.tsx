import type { CallInput, OperationId } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../api/use-operation.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Props<Id extends OperationId, Values extends object> {
  readonly operation: Id;
  readonly title: string;
  readonly hint?: ReactNode;
  readonly danger?: boolean;
  readonly initialValues?: Partial<Values>;
  /** Operations whose answers change by it. */
  readonly refresh: readonly OperationId[];
  readonly toInput: (values: Values) => CallInput<Id>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One step of a matter: a form, sent, and the page read again. */
export const MatterStepDialog = <Id extends OperationId, Values extends object>({
  operation,
  refresh,
  toInput,
  onClose,
  ...rest
}: Props<Id, Values>) => {
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
            toast.success(t('orders.done'));
            onClose();
          },
        })
      }
    />
  );
};
