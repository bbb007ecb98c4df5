import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../../../api/me.ts';
import type { TenantDetail } from '../../../api/types.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly routes: { category: string; departmentId: string }[];
}

/** Which functional department of HQ is asked about which category (F09); set by people of HQ. */
export const RoutingTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay(tenant.tenantId);
  const toast = useToast();
  const hq = useOperation('tenants.get', { params: { tenantId: me.current.tenantId } });
  const save = useCommand('tenants.setRouting', ['tenants.get']);
  const departments = hq.data?.data.departments ?? [];
  const nameOf = (id: string): string => departments.find((each) => each.id === id)?.name ?? id;
  const routesText = (value: unknown): string =>
    Array.isArray(value)
      ? (value as Partial<Values['routes'][number]>[])
          .map(({ category = '', departmentId = '' }) => `${category} → ${nameOf(departmentId)}`)
          .join('\n')
      : '';
  const required = { required: true, message: t('validation.required') };
  return (
    <PageForm<Values>
      name="routing"
      pending={save.isPending}
      error={save.error}
      disabled={!may('tenant.configure')}
      initialValues={{ routes: tenant.categoryRouting ?? [] }}
      labels={{ routes: t('settings.routing') }}
      textOf={(_field, value) => routesText(value)}
      onSubmit={({ routes }) =>
        save.mutate(
          { params: { tenantId: tenant.tenantId }, body: { routes } },
          { onSuccess: () => toast.success(t('settings.routingSaved')) },
        )
      }
    >
      <p>{t('settings.routingHint')}</p>
      <Form.List name="routes">
        {(fields, { add, remove }) => (
          <>
            {fields.length === 0 ? <p className="muted">{t('settings.routingEmpty')}</p> : null}
            {fields.map(({ key, name }, index) => (
              <div key={key} className="route-row">
                <Form.Item
                  name={[name, 'category']}
                  label={t('settings.routeCategory', { index: index + 1 })}
                  rules={[{ ...required, whitespace: true }]}
                >
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item
                  name={[name, 'departmentId']}
                  label={t('settings.routeDepartment', { index: index + 1 })}
                  rules={[required]}
                >
                  <Select
                    showSearch={{ optionFilterProp: 'label' }}
                    options={departments.map(({ id, name: label }) => ({ value: id, label }))}
                  />
                </Form.Item>
                <Button
                  aria-label={t('settings.routeRemove', { index: index + 1 })}
                  onClick={() => remove(name)}
                >
                  {t('action.remove')}
                </Button>
              </div>
            ))}
            <Button type="dashed" block className="below" onClick={() => add({})}>
              {t('settings.routeAdd')}
            </Button>
          </>
        )}
      </Form.List>
    </PageForm>
  );
};
