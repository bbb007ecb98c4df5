import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { Department, TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';

const Branch = ({
  departments,
  parentId,
}: {
  readonly departments: readonly Department[];
  readonly parentId: string | undefined;
}) => {
  const here = departments
    .filter((department) => department.parentId === parentId)
    .sort((a, b) => a.order - b.order);
  if (here.length === 0) return null;
  return (
    <ul className="org-tree">
      {here.map(({ id, name }) => (
        <li key={id}>
          {name}
          <Branch departments={departments} parentId={id} />
        </li>
      ))}
    </ul>
  );
};

/** The organisation tree (A02), and new departments. */
export const DepartmentsTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const may = useMay(tenant.tenantId);
  const toast = useToast();
  const [adding, setAdding] = useState(false);
  const add = useCommand('departments.add', ['tenants.get']);
  return (
    <>
      {may('org.edit') ? (
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('settings.departmentAdd')}
        </Button>
      ) : null}
      {tenant.departments.length === 0 ? <EmptyState title={t('settings.departmentEmpty')} /> : null}
      <Branch departments={tenant.departments} parentId={undefined} />
      <FormDialog<{ name: string; parentId?: string }>
        open={adding}
        title={t('settings.departmentAdd')}
        pending={add.isPending}
        error={add.error}
        onClose={() => setAdding(false)}
        onSubmit={(body) =>
          add.mutate(
            { params: { tenantId: tenant.tenantId }, body },
            {
              onSuccess: () => {
                toast.success(t('settings.departmentAdded'));
                setAdding(false);
              },
            },
          )
        }
      >
        <Form.Item
          name="name"
          label={t('settings.departmentNew')}
          rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="parentId" label={t('settings.departmentParent')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('settings.departmentTop')}
            options={tenant.departments.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      </FormDialog>
    </>
  );
};
