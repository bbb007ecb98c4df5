import { RETURN_REASONS } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly gate: keyof typeof RETURN_REASONS;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** The usual reasons of this gate; a click puts one below what is already written. */
export const ReasonTemplates = ({ gate, value, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <ul className="reason-templates plain-list no-print" aria-label={t('closeout.reasonTemplates')}>
      {RETURN_REASONS[gate].map((reason) => (
        <li key={reason}>
          <button
            type="button"
            className="kind-button"
            onClick={() => onChange(value.trim() ? `${value.trimEnd()}\n${reason}` : reason)}
          >
            {reason}
          </button>
        </li>
      ))}
    </ul>
  );
};
