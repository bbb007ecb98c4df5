import type { CallInput, OperationId } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useToast } from '../../components/use-toast.ts';
import { AFTER_RESTRICTED } from './restricted-path.ts';

export interface StepDialogProps<Id extends OperationId, Values extends object> {
  readonly operation: Id;
  readonly title: string;
  readonly hint?: string;
  readonly submitText?: string;
  readonly danger?: boolean;
  readonly initialValues?: Partial<Values>;
  readonly toInput: (values: Values) => CallInput<Id>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** One command on restricted matters. What is typed lives in this dialog only, and is gone with it. */
export const StepDialog = <Id extends OperationId, Values extends object>({
  operation,
  toInput,
  onClose,
  ...rest
}: StepDialogProps<Id, Values>) => {
  const { t } = useTranslation();
  const toast = useToast();
  const command = useCommand(operation, AFTER_RESTRICTED);
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
            toast.success(t('restricted.done'));
            onClose();
          },
        })
      }
    />
  );
};
