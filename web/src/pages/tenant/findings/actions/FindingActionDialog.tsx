import { AnswerDialog } from './AnswerDialog.tsx';
import { ApplyDialog } from './ApplyDialog.tsx';
import { EditDraftDialog } from './EditDraftDialog.tsx';
import { ObjectDialog } from './ObjectDialog.tsx';
import { ReopenDialog } from './ReopenDialog.tsx';
import { SplitDialog } from './SplitDialog.tsx';
import { WithdrawCaseDialog } from './WithdrawCaseDialog.tsx';

const DIALOGS = {
  apply: ApplyDialog,
  answer: AnswerDialog,
  object: ObjectDialog,
  editDraft: EditDraftDialog,
  split: SplitDialog,
  withdrawCase: WithdrawCaseDialog,
  reopen: ReopenDialog,
};
export type FindingAction = keyof typeof DIALOGS;

interface Props {
  readonly action: FindingAction | undefined;
  readonly onClose: () => void;
}

/** The dialog of the chosen action. */
const FindingActionDialog = ({ action, onClose }: Props) => {
  if (!action) return null;
  const Dialog = DIALOGS[action];
  return <Dialog onClose={onClose} />;
};

export default FindingActionDialog;
