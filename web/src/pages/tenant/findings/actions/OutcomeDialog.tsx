import type { CallInput, OperationId } from '@xuncha/contracts';
import { Form, Input, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFindingCommand } from '../finding-context.ts';

interface Body<Outcome extends string> {
  readonly outcome: Outcome;
  readonly reason: string;
}

interface Props<Id extends OperationId, Outcome extends string> {
  readonly operation: Id;
  readonly title: string;
  readonly hint: ReactNode;
  readonly label: string;
  readonly outcomes: readonly { readonly value: Outcome; readonly label: string }[];
  readonly done: string;
  readonly toInput: (
    params: { readonly tenantId: string; readonly findingId: string },
    body: Body<Outcome>,
  ) => CallInput<Id>;
  readonly onClose: () => void;
}

/** Decides a request on a finding one way or the other, with the reason. */
export const OutcomeDialog = <Id extends OperationId, Outcome extends string>({
  operation,
  title,
  hint,
  label,
  outcomes,
  done,
  toInput,
  onClose,
}: Props<Id, Outcome>) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand(operation);
  return (
    <FormDialog<Body<Outcome>>
      open
      title={title}
      hint={hint}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send(toInput(params, body), () => {
          toast.success(done);
          onClose();
        })
      }
    >
      <Form.Item
        name="outcome"
        label={label}
        rules={[{ required: true, message: t('validation.requiredChoice') }]}
      >
        <Radio.Group options={[...outcomes]} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('field.reason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
    </FormDialog>
  );
};
