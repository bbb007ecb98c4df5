import { Form, type FormInstance, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from './FormDialog.tsx';

interface Values {
  readonly reason: string;
}

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly subject?: string;
  readonly hint?: ReactNode;
  readonly label?: string;
  readonly submitText?: string;
  /** Of the reason; a thousand characters where nothing is said. */
  readonly maxLength?: number;
  readonly danger?: boolean;
  readonly form?: FormInstance<Values>;
  /** As FormDialog has it. */
  readonly shownAtOnce?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for the reason that every withdrawal, return and suspension must carry. */
export const ReasonDialog = ({ label, maxLength = 1000, onSubmit, ...rest }: Props) => {
  const { t } = useTranslation();
  return (
    <FormDialog<Values> {...rest} onSubmit={({ reason }) => onSubmit(reason.trim())}>
      <Form.Item
        name="reason"
        label={label ?? t('field.reason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={maxLength} showCount autoFocus />
      </Form.Item>
    </FormDialog>
  );
};
