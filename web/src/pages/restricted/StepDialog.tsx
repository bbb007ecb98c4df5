import type { OperationId } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { CommandDialog, type CommandDialogProps } from '../../components/CommandDialog.tsx';
import { AFTER_RESTRICTED } from './restricted-path.ts';

/** One command on restricted matters. What is typed lives in this dialog only, and is gone with it. */
export const StepDialog = <Id extends OperationId, Values extends object>(
  props: Omit<CommandDialogProps<Id, Values>, 'refresh' | 'done'>,
) => {
  const { t } = useTranslation();
  return <CommandDialog<Id, Values> {...props} refresh={AFTER_RESTRICTED} done={t('restricted.done')} />;
};
