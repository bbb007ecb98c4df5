import type { OperationId, OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { CommandDialog, type CommandDialogProps } from '../../../components/CommandDialog.tsx';
import { CheckFields, FileChoice, TextField } from './step-fields.tsx';

type StepProps<Id extends OperationId, Body extends object> = Omit<
  CommandDialogProps<Id, Body>,
  'initialValues' | 'children'
>;

interface AnswerBody {
  readonly text: string;
  readonly fileIds: string[];
}

/** What was done, in words, with the papers uploaded for it and not named before. */
export const AnswerStep = <Id extends OperationId>({
  label,
  files,
  toInput,
  ...rest
}: StepProps<Id, AnswerBody> & {
  readonly label: string;
  readonly files: readonly OutputOf<'matterFiles.get'>[];
}) => (
  <CommandDialog<Id, Pick<AnswerBody, 'text'> & Partial<AnswerBody>>
    {...rest}
    initialValues={{ fileIds: files.map(({ id }) => id) }}
    toInput={({ text, fileIds = [] }) => toInput({ text, fileIds })}
  >
    <TextField name="text" label={label} max={4000} />
    <FileChoice files={files} />
  </CommandDialog>
);

interface CheckBody {
  readonly outcome: 'accepted' | 'returned';
  readonly reason?: string;
}

/** Accepts or returns what was answered. */
export const CheckStep = <Id extends OperationId>({ toInput, ...rest }: StepProps<Id, CheckBody>) => (
  <CommandDialog<Id, CheckBody>
    {...rest}
    initialValues={{ outcome: 'accepted' }}
    toInput={({ outcome, reason }) => toInput({ outcome, ...(reason?.trim() ? { reason } : {}) })}
  >
    <CheckFields />
  </CommandDialog>
);

interface ReasonBody {
  readonly reason: string;
}

export const ReasonStep = <Id extends OperationId>({
  label,
  ...rest
}: StepProps<Id, ReasonBody> & { readonly label?: string }) => {
  const { t } = useTranslation();
  return (
    <CommandDialog<Id, ReasonBody> {...rest}>
      <TextField name="reason" label={label ?? t('field.reason')} />
    </CommandDialog>
  );
};
