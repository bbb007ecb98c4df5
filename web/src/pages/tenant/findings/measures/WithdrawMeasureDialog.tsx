import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFindingCommand } from '../finding-context.ts';

interface Props {
  readonly measure: Measure;
  readonly onClose: () => void;
}

/** A measure is never deleted; it is withdrawn with a reason (F07). */
export const WithdrawMeasureDialog = ({ measure, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand('measures.withdraw');
  return (
    <ReasonDialog
      open
      danger
      title={`${t('measure.withdraw')} ${measure.seq}`}
      hint={t('measure.withdrawHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) =>
        send({ params: { ...params, measureId: measure.id }, body: { reason } }, () => {
          toast.success(t('finding.withdrawn'));
          onClose();
        })
      }
    />
  );
};
