import { Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftComplaint } from './decision-draft.ts';

interface Props {
  /** The field the label belongs to; none where the content is a group or a button with a name of its own. */
  readonly id?: string;
  readonly label: string;
  readonly hint?: string;
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
export const Field = ({ id, label, hint, complaint, children }: Props) => {
  const textOf = useComplaintText();
  return (
    <Form.Item
      label={label}
      htmlFor={id}
      extra={hint}
      required
      validateStatus={complaint ? 'error' : undefined}
      help={complaint ? <span role="alert">{textOf(complaint)}</span> : undefined}
    >
      {children}
    </Form.Item>
  );
};
