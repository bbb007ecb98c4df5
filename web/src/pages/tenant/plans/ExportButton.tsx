import { DownloadOutlined } from '@ant-design/icons';
import { Button, Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { useToast } from '../../../components/use-toast.ts';
import { usePlan, usePlanCommand } from './plan-context.ts';

interface Values {
  readonly format: 'word' | 'excel';
}

const ExportDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = usePlanCommand('plans.export');
  return (
    <FormDialog<Values>
      open
      title={t('plan.export')}
      hint={<ClassifiedNotice kind="export" />}
      submitText={t('action.download')}
      initialValues={{ format: 'word' }}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, ({ data }) => {
          saveFile(data);
          toast.success(t('plan.exported', { name: data.fileName }));
          onClose();
        })
      }
    >
      <Form.Item name="format" label={t('plan.exportFormat')} extra={t('plan.exportHint')}>
        <Radio.Group
          options={[
            { value: 'word', label: t('plan.exportWord') },
            { value: 'excel', label: t('plan.exportExcel') },
          ]}
        />
      </Form.Item>
    </FormDialog>
  );
};

/** Plan and lists as a file (E01); the export is kept in the plan's trail. */
export const ExportButton = () => {
  const { t } = useTranslation();
  const { tenantId } = usePlan();
  const may = useMay(tenantId);
  const [open, setOpen] = useState(false);
  if (!may('plan.export')) return null;
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t('plan.export')}
      </Button>
      {open ? <ExportDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
};
