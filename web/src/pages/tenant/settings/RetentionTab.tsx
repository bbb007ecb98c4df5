import { RETENTION_CLASSES, type RetentionClass } from '@xuncha/domain';
import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';

/** How long the unit's files are kept at least (K04). */
export const RetentionTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const may = useMay(tenant.tenantId);
  const toast = useToast();
  const mayConfigure = may('tenant.configure');
  const save = useCommand('tenants.setRetention', ['tenants.get']);
  return (
    <PageForm<{ retention: RetentionClass }>
      name="retention"
      readerHint={t('settings.retentionByGroup')}
      pending={save.isPending}
      error={save.error}
      disabled={!mayConfigure}
      initialValues={{ retention: tenant.retention }}
      onSubmit={({ retention }) =>
        save.mutate(
          { params: { tenantId: tenant.tenantId }, body: { retention } },
          { onSuccess: () => toast.success(t('settings.retentionSaved')) },
        )
      }
    >
      <p className="below">{t('settings.retentionHint')}</p>
      <HelpedItem rule="retention" name="retention" label={t('settings.retention')}>
        <Radio.Group
          options={RETENTION_CLASSES.map((value) => ({
            value,
            label: t(`settings.retentionClass.${value}`),
          }))}
        />
      </HelpedItem>
    </PageForm>
  );
};
