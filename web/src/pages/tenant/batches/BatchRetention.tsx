import { RETENTION_CLASSES, type RetentionClass } from '@xuncha/domain';
import { Button, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { Batch } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { colon } from '../../../i18n/punctuation.ts';

/** Follows the unit unless a class of its own is chosen. */
type Choice = RetentionClass | 'unit';

const RetentionDialog = ({ batch, onClose }: { readonly batch: Batch; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const save = useCommand('batches.setRetention', ['batches.list', 'batches.get']);
  return (
    <FormDialog<{ retention: Choice }>
      open
      title={t('batches.retention.title', { title: batch.title })}
      hint={t('batches.retention.hint')}
      submitText={t('action.save')}
      initialValues={{ retention: batch.retention ?? 'unit' }}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={({ retention }) =>
        save.mutate(
          {
            params: { tenantId: batch.tenantId, batchId: batch.id },
            body: { retention: retention === 'unit' ? null : retention },
          },
          {
            onSuccess: () => {
              toast.success(t('batches.retention.saved'));
              onClose();
            },
          },
        )
      }
    >
      <HelpedItem rule="retention" name="retention" label={t('settings.retention')}>
        <Radio.Group
          options={[
            { value: 'unit', label: t('batches.retention.likeUnit') },
            ...RETENTION_CLASSES.map((value) => ({ value, label: t(`settings.retentionClass.${value}`) })),
          ]}
        />
      </HelpedItem>
    </FormDialog>
  );
};

/** How long the files of a round are kept, and by whose decision (K04). */
export const BatchRetention = ({
  batch,
  unitRetention,
}: {
  readonly batch: Batch;
  readonly unitRetention?: RetentionClass;
}) => {
  const { t } = useTranslation();
  const may = useMay(batch.tenantId);
  const [open, setOpen] = useState(false);
  const held = batch.retention ?? unitRetention;
  if (!held) return null;
  return (
    <div className="spaced">
      <span>
        {t(batch.retention ? 'batches.retention.own' : 'batches.retention.ofUnit', {
          period: t(`settings.retentionClass.${held}`),
        })}
      </span>{' '}
      {may('batch.retain') ? (
        <Button
          size="small"
          aria-label={`${t('batches.retention.change')}${colon()}${batch.title}`}
          onClick={() => setOpen(true)}
        >
          {t('batches.retention.change')}
        </Button>
      ) : null}
      {open ? <RetentionDialog batch={batch} onClose={() => setOpen(false)} /> : null}
    </div>
  );
};
