import { extensionDecider, isCalendarDate } from '@xuncha/domain';
import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../../../../components/DateInput.tsx';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';
import { MeasureSelect } from './MeasureSelect.tsx';

interface Values {
  readonly measureId?: string;
  readonly to: string;
  readonly reason: string;
  readonly evidenceIds?: string[];
}

/** The department asks for another date; who will decide is said beforehand. */
export const AskExtensionDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const measureId = Form.useWatch('measureId', form);
  const to = Form.useWatch('to', form);
  const { detail } = useFinding();
  const { send, params, pending, error } = useFindingCommand('extensions.ask');
  const measure = detail.measures.find(({ id }) => id === measureId);
  const from = measure?.term.date ?? detail.finding.dueDate;
  const files = detail.evidence.filter(
    ({ purpose, status }) => purpose === 'measure' && (status === 'verified' || status === 'registered'),
  );
  const decider =
    from && to && isCalendarDate(to) && to > from ? extensionDecider(measure, from, to) : undefined;
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t('course.ask')}
      hint={t('course.askHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, () => {
          toast.success(t('course.asked'));
          onClose();
        })
      }
    >
      <Form.Item name="measureId" label={t('course.what')}>
        <MeasureSelect />
      </Form.Item>
      <HelpedItem
        rule="extensionTo"
        name="to"
        label={t('course.to')}
        extra={
          <>
            {from ? t('course.from', { from }) : null}{' '}
            {decider ? <strong>{t('course.willDecide', { role: t(`role.${decider}`) })}</strong> : null}
          </>
        }
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <DateInput />
      </HelpedItem>
      <HelpedItem
        rule="extensionReason"
        name="reason"
        label={t('field.reason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </HelpedItem>
      {files.length > 0 ? (
        <Form.Item name="evidenceIds" label={t('course.evidence')}>
          <Checkbox.Group
            className="stacked"
            options={files.map(({ id, fileName }) => ({ value: id, label: fileName }))}
          />
        </Form.Item>
      ) : null}
    </FormDialog>
  );
};
