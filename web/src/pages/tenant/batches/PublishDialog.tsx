import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';

/** Publishing is final, so the dialog says what it does before it is done (D04). */
export const PublishDialog = ({
  batch,
  onClose,
}: {
  readonly batch: Batch;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const publish = useCommand('batches.publish', [
    'batches.list',
    'batches.get',
    'findings.list',
    'inbox.list',
  ]);
  return (
    <FormDialog<{ feedbackDate: string }>
      open
      title={t('batches.publishTitle', { title: batch.title })}
      hint={t('batches.publishHint', { count: batch.findings })}
      submitText={t('batches.confirmPublish')}
      initialValues={{ feedbackDate: businessToday() }}
      pending={publish.isPending}
      error={publish.error}
      onClose={onClose}
      onSubmit={(body) =>
        publish.mutate(
          { params: { tenantId: batch.tenantId, batchId: batch.id }, body },
          {
            onSuccess: () => {
              toast.success(t('batches.published'));
              onClose();
            },
          },
        )
      }
    >
      <Form.Item
        name="feedbackDate"
        label={t('field.feedbackDate')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <DateInput max={businessToday()} />
      </Form.Item>
    </FormDialog>
  );
};
