import { ProblemError } from '@xuncha/contracts';
import { Button, Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showProblemInForm } from './form-problem.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

interface Props<Values extends object> {
  readonly open: boolean;
  readonly title: string;
  readonly hint?: ReactNode;
  readonly submitText?: string;
  /** While nothing is chosen that the button would act on; its text says so. */
  readonly submitDisabled?: boolean;
  readonly danger?: boolean;
  readonly width?: number;
  readonly form?: FormInstance<Values>;
  readonly initialValues?: Partial<Values>;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (values: Values) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Nothing is wrong with what was typed: the same may be sent again in a moment. */
const tooMany = (error: unknown): boolean => error instanceof ProblemError && error.status === 429;

/** A form in a dialog: on failure it stays open with everything typed, and shows the problem above the buttons. */
export const FormDialog = <Values extends object>(props: Props<Values>) => {
  const { t } = useTranslation();
  const [ownForm] = Form.useForm<Values>();
  const form = props.form ?? ownForm;
  const { error } = props;
  useEffect(() => {
    if (error) showProblemInForm(form, error);
  }, [error, form]);
  return (
    <Modal
      open={props.open}
      title={props.title}
      onCancel={props.onClose}
      destroyOnHidden
      width={props.width ?? 560}
      mask={{ closable: false }}
      footer={[
        <Button key="cancel" onClick={props.onClose}>
          {t('action.cancel')}
        </Button>,
        <Button
          key="submit"
          type="primary"
          danger={props.danger}
          loading={props.pending}
          disabled={props.submitDisabled}
          onClick={() => form.submit()}
        >
          {props.submitText ?? t('action.submit')}
        </Button>,
      ]}
    >
      {props.hint ? <div className="dialog-hint">{props.hint}</div> : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={props.initialValues}
        onFinish={props.onSubmit}
        scrollToFirstError
        preserve={false}
        requiredMark
      >
        {props.children}
      </Form>
      <ProblemAlert error={error} onRetry={tooMany(error) ? () => form.submit() : undefined} />
    </Modal>
  );
};
