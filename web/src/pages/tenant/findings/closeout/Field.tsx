import { Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldHelp, type FieldHelpName } from '../../../../components/FieldHelp.tsx';
import type { DraftComplaint } from './decision-draft.ts';

interface Props {
  /** The field the label belongs to; none where the content is a group or a button with a name of its own. */
  readonly id?: string;
  readonly label: string;
  readonly hint?: string;
  /** The rule behind the field. */
  readonly rule?: FieldHelpName;
  readonly complaint: DraftComplaint | undefined;
  readonly children: ReactNode;
}

export const useComplaintText = () => {
  const { t } = useTranslation();
  return (complaint: DraftComplaint): string => {
    if (complaint === 'minutes') return t('closeout.minutesHint');
    if (complaint === 'insufficient') return t('closeout.ticksHint');
    return t(`validation.${complaint}`);
  };
};

/** A labelled field of the decision with its complaint underneath. */
export const Field = ({ id, label, hint, rule, complaint, children }: Props) => {
  const textOf = useComplaintText();
  return (
    <Form.Item
      label={label}
      htmlFor={id}
      className={rule ? 'helped-item' : undefined}
      extra={
        rule ? (
          <>
            {hint}
            <FieldHelp name={rule} label={label} />
          </>
        ) : (
          hint
        )
      }
      required
      validateStatus={complaint ? 'error' : undefined}
      help={complaint ? <span role="alert">{textOf(complaint)}</span> : undefined}
    >
      {children}
    </Form.Item>
  );
};
