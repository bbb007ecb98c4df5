import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

/** Onto the green channel or off it (F06): shorter limits, the same gates. */
export const GreenChannelDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { green } = useFinding().detail.finding;
  const { send, params, pending, error } = useFindingCommand('findings.greenChannel');
  return (
    <ReasonDialog
      open
      title={green ? t('course.greenOff') : t('course.greenOn')}
      hint={t('course.greenHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) =>
        send({ params, body: { on: !green, reason } }, () => {
          toast.success(t('finding.saved'));
          onClose();
        })
      }
    />
  );
};
