import { ALERT_LEVELS, type AlertLevel } from '@xuncha/domain';
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly title?: string;
  readonly departmentId?: string;
  readonly requirement: string;
  readonly level: AlertLevel;
  readonly startRung: 'department' | 'leader';
  readonly listed?: string;
}

interface Props {
  readonly tenantId: string;
  /** The finding it is about; without one the order names a matter and a department. */
  readonly findingId?: string;
  readonly onClose: () => void;
}

const AboutWhat = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { data } = useOperation('tenants.get', { params: { tenantId } });
  const required = [{ required: true, message: t('validation.required') }];
  return (
    <>
      <Form.Item name="title" label={t('orders.subject')} rules={required}>
        <Input maxLength={60} showCount />
      </Form.Item>
      <Form.Item name="departmentId" label={t('field.department')} rules={required}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={data?.data.departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
    </>
  );
};

/** The unit's office or HQ's issues an order by hand (F10). */
export const IssueOrderDialog = ({ tenantId, findingId, onClose }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const toast = useToast();
  const issue = useCommand('orders.issue', ['orders.list', 'matters.ofFinding', 'inbox.list']);
  return (
    <FormDialog<Values>
      open
      title={t('orders.issue')}
      hint={t('orders.issueHint')}
      width={640}
      pending={issue.isPending}
      error={issue.error}
      initialValues={{ level: 'yellow', startRung: 'department' }}
      onClose={onClose}
      onSubmit={({ listed, ...values }) =>
        issue.mutate(
          {
            params: { tenantId },
            body: {
              ...values,
              findingIds: findingId ? [findingId] : [],
              ...(listed?.trim() ? { listed: listed.trim() } : {}),
            },
          },
          {
            onSuccess: () => {
              toast.success(t('orders.issued'));
              onClose();
            },
          },
        )
      }
    >
      {findingId ? null : <AboutWhat tenantId={tenantId} />}
      <HelpedItem
        rule="orderRequirement"
        name="requirement"
        label={t('orders.requirement')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </HelpedItem>
      <HelpedItem rule="orderLevel" name="level" label={t('orders.level')}>
        <Radio.Group options={ALERT_LEVELS.map((value) => ({ value, label: t(`orders.levels.${value}`) }))} />
      </HelpedItem>
      <HelpedItem rule="orderAddressed" name="startRung" label={t('orders.addressed')}>
        <Radio.Group
          options={(['department', 'leader'] as const).map((value) => ({
            value,
            label: t(`orders.rung.${value}`),
          }))}
        />
      </HelpedItem>
      {may('order.put_up') ? (
        <Form.Item name="listed" label={t('orders.listedReason')} extra={t('orders.listedHint')}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      ) : null}
    </FormDialog>
  );
};
