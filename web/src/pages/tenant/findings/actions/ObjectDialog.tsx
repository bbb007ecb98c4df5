import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFindingCommand } from '../finding-context.ts';

/** The unit objects to a finding (C06). */
export const ObjectDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand('findings.object');
  return (
    <ReasonDialog
      open
      title={t('finding.object')}
      hint={t('finding.objectHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) =>
        send({ params, body: { reason } }, () => {
          toast.success(t('finding.objected'));
          onClose();
        })
      }
    />
  );
};
