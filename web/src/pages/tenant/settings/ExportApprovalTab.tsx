import { EXPORT_APPROVALS, type ExportApproval } from '@xuncha/domain';
import { Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';

/** Who approves exports of the unit's archives (K06); at HQ, what new units begin with. */
export const ExportApprovalTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const may = useMay(tenant.tenantId);
  const toast = useToast();
  const save = useCommand('archives.setApproval', ['tenants.get']);
  return (
    <PageForm<{ approval: ExportApproval }>
      name="export-approval"
      pending={save.isPending}
      error={save.error}
      disabled={!may('archive.govern')}
      initialValues={{ approval: tenant.exportApproval }}
      onSubmit={(body) =>
        save.mutate(
          { params: { tenantId: tenant.tenantId }, body },
          { onSuccess: () => toast.success(t('settings.exportApprovalSaved')) },
        )
      }
    >
      <p className="below">
        {t(tenant.kind === 'group' ? 'settings.exportDefaultHint' : 'settings.exportApprovalHint')}
      </p>
      <Form.Item
        name="approval"
        label={t(tenant.kind === 'group' ? 'settings.exportDefault' : 'settings.exportApproval')}
      >
        <Radio.Group
          options={EXPORT_APPROVALS.map((value) => ({ value, label: t(`archives.approver.${value}`) }))}
        />
      </Form.Item>
    </PageForm>
  );
};
