import { Form, type FormItemProps } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Messages } from '../i18n/messages.ts';
import { FIGURES } from './field-help-figures.ts';

export type FieldHelpName = keyof Messages['fieldHelp']['text'];

/**
 * A question mark at the end of a field's label line; pressed, by mouse or keyboard, it opens the rule behind the field
 * underneath, where a phone shows it too. It comes after the field in the order of the keys and is no part of its name.
 */
export const FieldHelp = ({ name, label }: { readonly name: FieldHelpName; readonly label: string }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const text = useId();
  return (
    <>
      <button
        type="button"
        className="field-help"
        aria-expanded={open}
        aria-controls={text}
        title={t('fieldHelp.open')}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">?</span>
        <span className="visually-hidden">{t('fieldHelp.about', { label })}</span>
      </button>
      <span id={text} className="field-help-text" hidden={!open} data-testid="field-help">
        {t(`fieldHelp.text.${name}`, FIGURES)}
      </span>
    </>
  );
};

/** A field of a form with the rule behind it. */
export const HelpedItem = ({
  rule,
  label,
  extra,
  ...item
}: FormItemProps & { readonly rule: FieldHelpName; readonly label: string }) => (
  <Form.Item
    {...item}
    label={label}
    className="helped-item"
    extra={
      <>
        {extra}
        <FieldHelp name={rule} label={label} />
      </>
    }
  />
);
