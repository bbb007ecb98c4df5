import { Button, Checkbox, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { showInstant } from '../../../../components/dates.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useFinding } from '../finding-context.ts';
import type { MeasureReport, ReportValues } from './use-measure-report.ts';

interface Props {
  readonly measure: Measure;
  readonly report: MeasureReport;
}

/** What somebody else has put there while this was written is to be seen before it is written over. */
const seenOf = (seen: unknown): Pick<ReportValues, 'progress' | 'result'> | undefined => {
  const progress: unknown = typeof seen === 'object' && seen !== null && Reflect.get(seen, 'progress');
  const result: unknown = typeof seen === 'object' && seen !== null && Reflect.get(seen, 'result');
  return typeof progress === 'number'
    ? { progress, result: typeof result === 'string' ? result : undefined }
    : undefined;
};

/** Reports how far a measure has come (F04); 100 % needs the result. */
export const ReportDialog = ({ measure, report }: Props) => {
  const { t } = useTranslation();
  const { form } = report.dialog;
  const { detail } = useFinding();
  const last = detail.reports.findLast(({ measureId }) => measureId === measure.id);
  const files = detail.evidence.filter(
    ({ measureId, status }) => measureId === measure.id && (status === 'verified' || status === 'registered'),
  );
  return (
    <FormDialog<ReportValues>
      {...report.dialog}
      hint={
        <>
          <p className="wording">{measure.text}</p>
          {last ? (
            <p className="muted wording">
              {t('measure.lastReport', { name: last.byName, at: showInstant(last.at) })}{' '}
              {t('measure.historyLine', { before: last.before, progress: last.progress })}{' '}
              {last.note ?? last.result}
            </p>
          ) : null}
        </>
      }
      initialValues={{ progress: measure.progress, result: measure.result }}
      onSubmit={({ progress, note, result, evidenceIds }, seen) =>
        report.send({
          progress,
          note: note?.trim() || undefined,
          result: result?.trim() || undefined,
          evidenceIds,
          seen: seenOf(seen),
        })
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
