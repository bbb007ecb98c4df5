import { ProblemError } from '@xuncha/contracts';
import { Button, Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RestoredNotice } from '../drafts/RestoredNotice.tsx';
import { useFormDraft } from '../drafts/use-form-draft.ts';
import { ConflictNotice } from './ConflictNotice.tsx';
import { conflictsOf } from './conflicts-of.ts';
import { showProblemInForm } from './form-problem.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

interface Props<Values extends object> {
  readonly open: boolean;
  /** Names form and subject on its page; what is typed is kept under it until it is sent. */
  readonly title: string;
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
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (values: Values) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Nothing is wrong with what was typed: the same may be sent again in a moment. */
const tooMany = (error: unknown): boolean => error instanceof ProblemError && error.status === 429;

/** Somebody else was faster: the version or the state that was shown is no longer the present one. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof ProblemError && (error.status === 412 || error.status === 409);

type ContentProps<Values extends object> = Props<Values> & { readonly form: FormInstance<Values> };

/** Mounted while the dialog is open, so that each opening looks for a draft of its own. */
const Content = <Values extends object>(props: ContentProps<Values>) => {
  const { form, error, initialValues: present } = props;
  const area = useRef<HTMLDivElement>(null);
  const draft = useFormDraft(form, props.title, present, props);
  // Draws anew after a key stroke or a taken value while two versions are shown side by side.
  const [, redraw] = useState(0);
  useEffect(() => {
    if (error) showProblemInForm(form, error);
  }, [error, form]);
  const labelOf = (field: string): string | undefined =>
    area.current?.querySelector(`label[for="${CSS.escape(field)}"]`)?.textContent ?? undefined;
  const overtaken = isOvertaken(error);
  const conflicts =
    area.current && (overtaken || draft.restoredAt)
      ? conflictsOf(
          draft.base,
          { ...present },
          Object.fromEntries(Object.entries(form.getFieldsValue())),
          labelOf,
          props.textOf,
        )
      : [];
  const stale = error instanceof ProblemError && error.status === 412;
  useEffect(() => {
    // Labels are known once the form stands.
    if (draft.restoredAt) redraw((count) => count + 1);
  }, [draft.restoredAt]);
  return (
    <div ref={area}>
      <RestoredNotice at={draft.restoredAt} onDiscard={draft.discard} />
      {conflicts.length > 0 ? (
        <ConflictNotice
          conflicts={conflicts}
          onTake={(field) => {
            form.setFieldsValue({ [field]: present?.[field as keyof Values] } as Parameters<
              typeof form.setFieldsValue
            >[0]);
            redraw((count) => count + 1);
          }}
          onAgain={overtaken ? () => form.submit() : undefined}
        />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={draft.initialValues}
        onValuesChange={(changed, all) => {
          draft.onValuesChange(changed, all);
          if (overtaken) redraw((count) => count + 1);
        }}
        onFinish={props.onSubmit}
        scrollToFirstError
        preserve={false}
        requiredMark
      >
        {props.children}
      </Form>
      {/* Changed elsewhere but not where this form writes: what is typed still fits, and may be sent again. */}
      <ProblemAlert
        error={error}
        onRetry={tooMany(error) || (stale && conflicts.length === 0) ? () => form.submit() : undefined}
      />
    </div>
  );
};

/**
 * A form in a dialog: on failure it stays open with everything typed, and shows the problem above the buttons. What is
 * typed is kept as a draft until it has been sent, also when the dialog is closed by mistake.
 */
export const FormDialog = <Values extends object>(props: Props<Values>) => {
  const { t } = useTranslation();
  const [ownForm] = Form.useForm<Values>();
  const form = props.form ?? ownForm;
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
      <Content {...props} form={form} />
    </Modal>
  );
};
