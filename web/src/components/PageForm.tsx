import { Button, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftForm, type DraftFormProps } from './DraftForm.tsx';

interface Props<Values extends object> extends Omit<DraftFormProps<Values>, 'footer'> {
  readonly form?: FormInstance<Values>;
  readonly submitText?: string;
  /** While there is nothing the button would act on. */
  readonly submitDisabled?: boolean;
  /** Beside the button that sends. */
  readonly beside?: ReactNode;
  /** Instead of the button, for whoever may only read. */
  readonly readerHint?: string;
  /** A long text: the button stays in view, and says whether something waits to be saved. */
  readonly long?: boolean;
}

/** A form that stands on a page: as safe as one in a dialog, with its button underneath. */
export const PageForm = <Values extends object>({
  submitText,
  submitDisabled,
  beside,
  readerHint,
  long,
  ...props
}: Props<Values>) => {
  const { t } = useTranslation();
  const [ownForm] = Form.useForm<Values>();
  const footer = (typed: boolean): ReactNode => {
    if (props.disabled) return readerHint ? <p className="muted">{readerHint}</p> : null;
    return (
      <div className={long ? 'sticky-actions' : 'actions'}>
        {long && typed ? <span className="muted">{t('duties.unsaved')}</span> : null}
        {beside}
        <Button
          type="primary"
          htmlType="submit"
          loading={props.pending}
          disabled={submitDisabled || (long && !typed)}
        >
          {submitText ?? t('action.save')}
        </Button>
      </div>
    );
  };
  return <DraftForm<Values> {...props} form={props.form ?? ownForm} footer={footer} />;
};
