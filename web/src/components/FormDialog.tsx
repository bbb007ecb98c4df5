import { Button, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';
import { DraftForm } from './DraftForm.tsx';

interface Props<Values extends object> {
  readonly open: boolean;
  /** Names form and subject on its page; what is typed is kept under it until it is sent. */
  readonly title: string;
  /** What it is about where the page has several of its kind under the same title. */
  readonly subject?: string;
  readonly hint?: ReactNode;
  readonly submitText?: string;
  /** While nothing is chosen that the button would act on; its text says so. */
  readonly submitDisabled?: boolean;
  readonly danger?: boolean;
  readonly width?: number;
  readonly form?: FormInstance<Values>;
  readonly initialValues?: Partial<Values>;
  /** How a value is shown beside somebody else's, where it is not a text itself: the name of a department. */
  readonly textOf?: (field: string, value: unknown) => string | undefined;
  /** What a field is called that has no label of its own: a list of entries. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What is entered is taken over by the page, which sends it: nothing of it is a draft any more. */
  readonly handsOver?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  /** The page shows the outcome at once: the form waits out of sight for the answer, with everything typed. */
  readonly shownAtOnce?: boolean;
  /** `seen` is what the person knows the fields to have held: when they began, or since both were shown. */
  readonly onSubmit: (values: Values, seen: unknown) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/**
 * A form in a dialog: on failure it stays open with everything typed, and shows the problem above the buttons. What is
 * typed is kept as a draft until it has been sent, also when the dialog is closed by mistake.
 */
export const FormDialog = <Values extends object>(props: Props<Values>) => {
  const { t } = useTranslation();
  const [ownForm] = Form.useForm<Values>();
  const form = props.form ?? ownForm;
  return (
    <Dialog
      open={props.open}
      title={props.title}
      onCancel={props.onClose}
      destroyOnHidden={!props.shownAtOnce}
      // Out of sight it still hears the answer.
      forceRender={props.shownAtOnce}
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
      {/* Mounted while the dialog is open, so that each opening looks for a draft of its own. */}
      <DraftForm<Values>
        form={form}
        name={props.subject ? `${props.title} ${props.subject}` : props.title}
        initialValues={props.initialValues}
        textOf={props.textOf}
        labels={props.labels}
        handsOver={props.handsOver}
        pending={props.pending}
        error={props.error}
        onSubmit={props.onSubmit}
      >
        {props.children}
      </DraftForm>
    </Dialog>
  );
};
