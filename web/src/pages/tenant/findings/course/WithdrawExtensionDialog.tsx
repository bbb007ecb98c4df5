import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

/** Who asked for another date takes the request back. */
export const WithdrawExtensionDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { extension } = useFinding().detail.finding;
  const { send, params, pending, error } = useFindingCommand('extensions.withdraw');
  return (
    <ReasonDialog
      open
      title={t('course.withdraw')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) =>
        send({ params: { ...params, extensionId: extension?.id ?? '' }, body: { reason } }, () => {
          toast.success(t('course.withdrawn'));
          onClose();
        })
      }
    />
  );
};
