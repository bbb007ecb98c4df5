import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { runningCaseOf } from '../closeout/running-case.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

/** The applicant takes the application back. */
export const WithdrawCaseDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { detail } = useFinding();
  const { send, params, pending, error } = useFindingCommand('closeouts.withdraw');
  const caseId = runningCaseOf(detail)?.id ?? '';
  return (
    <ReasonDialog
      open
      title={t('finding.withdrawCase')}
      hint={t('finding.withdrawHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) =>
        send({ params: { ...params, caseId }, body: { reason } }, () => {
          toast.success(t('finding.withdrawn'));
          onClose();
        })
      }
    />
  );
};
