import { Button, Checkbox, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

interface Values {
  readonly progress: number;
  readonly note?: string;
  readonly evidenceIds?: string[];
  readonly result?: string;
}

/** Reports how far a measure has come (F04); 100 % needs the result. */
export const ReportDialog = ({
  measure,
  onClose,
}: {
  readonly measure: Measure;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const { send, params, pending, error } = useFindingCommand('measures.report');
  const { detail } = useFinding();
  const files = detail.evidence.filter(
    ({ measureId, status }) => measureId === measure.id && (status === 'verified' || status === 'registered'),
  );
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t('measure.reportTitle', { seq: measure.seq })}
      hint={<p className="wording">{measure.text}</p>}
      initialValues={{ progress: measure.progress, result: measure.result }}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={({ progress, note, result, evidenceIds }) =>
        send(
          {
            params: { ...params, measureId: measure.id },
            body: {
              progress,
              note: note?.trim() || undefined,
              result: result?.trim() || undefined,
              evidenceIds,
            },
          },
          () => {
            toast.success(t('measure.reported'));
            onClose();
          },
        )
      }
    >
      <HelpedItem
        rule="reportProgress"
        name="progress"
        label={t('measure.percent')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <InputNumber min={0} max={100} precision={0} suffix="%" className="percent-input" />
      </HelpedItem>
      <Button size="small" className="below" onClick={() => form.setFieldsValue({ progress: 100 })}>
        {t('measure.done100')}
      </Button>
      <Form.Item
        name="note"
        label={t('measure.note')}
        extra={t('measure.noteHint')}
        dependencies={['progress']}
        rules={[
          ({ getFieldValue }) => ({
            required: getFieldValue('progress') !== 100,
            whitespace: true,
            message: t('measure.noteRequired'),
          }),
        ]}
      >
        <Input.TextArea rows={3} maxLength={2000} showCount />
      </Form.Item>
      {files.length > 0 ? (
        <Form.Item
          name="evidenceIds"
          label={t('measure.reportEvidence')}
          extra={t('measure.reportEvidenceHint')}
        >
          <Checkbox.Group
            className="stacked"
            options={files.map(({ id, fileName }) => ({ value: id, label: fileName }))}
          />
        </Form.Item>
      ) : null}
      <HelpedItem
        rule="reportResult"
        name="result"
        label={t('field.result')}
        extra={t('measure.resultHint')}
        dependencies={['progress']}
        rules={[
          ({ getFieldValue }) => ({
            required: getFieldValue('progress') === 100,
            whitespace: true,
            message: t('measure.resultRequired'),
          }),
        ]}
      >
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </HelpedItem>
    </FormDialog>
  );
};
