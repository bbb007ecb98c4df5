import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFindingCommand } from '../finding-context.ts';
import { MeasureSelect } from './MeasureSelect.tsx';

interface Values {
  readonly measureId?: string;
  readonly outcome: 'accepted' | 'returned';
  readonly reason: string;
}

/** The office accepts what has been reached so far, or returns it (F04). Nothing is closed by it. */
export const StageDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand('stages.decide');
  return (
    <FormDialog<Values>
      open
      title={t('course.stage')}
      hint={t('course.stageHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, () => {
          toast.success(t('course.stageDecided'));
          onClose();
        })
      }
    >
      <Form.Item name="measureId" label={t('course.what')}>
        <MeasureSelect />
      </Form.Item>
      <Form.Item
        name="outcome"
        label={t('course.outcome')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <Radio.Group
          options={[
            { value: 'accepted', label: t('course.accept') },
            { value: 'returned', label: t('course.return') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('course.stageReason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
    </FormDialog>
  );
};
