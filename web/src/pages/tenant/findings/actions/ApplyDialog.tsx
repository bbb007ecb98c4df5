import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFindingCommand } from '../finding-context.ts';
import { linesOf } from './lines-of.ts';

interface Values {
  readonly result: string;
  readonly similarCheck: string;
  readonly newRules?: string;
}

/** The department's head applies for close-out (G01, F08). */
export const ApplyDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand('closeouts.apply');
  const required = { required: true, whitespace: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      width={680}
      title={t('finding.apply')}
      hint={t('closeout.applyHint')}
      submitText={t('finding.apply')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={({ result, similarCheck, newRules }) =>
        send({ params, body: { result, similarCheck, newRules: linesOf(newRules ?? '') } }, () => {
          toast.success(t('closeout.applied'));
          onClose();
        })
      }
    >
      <HelpedItem
        rule="applyResult"
        name="result"
        label={t('closeout.result')}
        extra={t('closeout.resultHint')}
        rules={[required]}
      >
        <Input.TextArea rows={5} maxLength={2000} showCount />
      </HelpedItem>
      <HelpedItem
        rule="applySimilar"
        name="similarCheck"
        label={t('closeout.similarCheck')}
        extra={t('closeout.similarHint')}
        rules={[required]}
      >
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </HelpedItem>
      <HelpedItem
        rule="applyRules"
        name="newRules"
        label={t('closeout.newRules')}
        extra={t('closeout.newRulesHint')}
      >
        <Input.TextArea rows={3} />
      </HelpedItem>
    </FormDialog>
  );
};
