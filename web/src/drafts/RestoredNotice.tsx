import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { showInstant } from '../components/dates.ts';

interface Props {
  readonly at: string | undefined;
  readonly onDiscard: () => void;
}

/** Says that what stands in the form was typed earlier and never sent. */
export const RestoredNotice = ({ at, onDiscard }: Props) => {
  const { t } = useTranslation();
  if (!at) return null;
  return (
    <Alert
      type="info"
      showIcon
      role="status"
      className="below"
      data-testid="restored-draft"
      title={t('draft.restored', { time: showInstant(at) })}
      action={
        <Button size="small" onClick={onDiscard}>
          {t('draft.discard')}
        </Button>
      }
    />
  );
};
