import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { NamesInput } from '../../../components/NamesInput.tsx';
import { useFinding } from './finding-context.ts';
import { PersonInput } from './PersonInput.tsx';
import { memberNamed, usePeople } from './use-people.ts';
import type { ResponsibilityValues, useResponsibility } from './use-responsibility.ts';

interface Props {
  readonly form: ReturnType<typeof useResponsibility>;
}

/** Sets principal leader, responsible leader, lead department, supporting departments and handler (A04). */
export const ResponsibilityDialog = ({ form }: Props) => {
  const { t } = useTranslation();
  const { tenantId, detail } = useFinding();
  const { members, departments } = usePeople(tenantId);
  const { responsibility } = detail.finding;
  const submit = (values: ResponsibilityValues) =>
    form.send({
      ...values,
      supportingDepartments: values.supportingDepartments ?? [],
      departmentName: departments.find(({ id }) => id === values.departmentId)?.name,
      principalId: memberNamed(members, values.principalName)?.id,
      leaderId: memberNamed(members, values.leaderName)?.id,
      handlerId: memberNamed(members, values.handlerName)?.id,
    });
  return (
    <FormDialog<ResponsibilityValues>
      {...form.dialog}
      textOf={(field, value) =>
        field === 'departmentId' ? departments.find(({ id }) => id === value)?.name : undefined
      }
      submitText={t('action.save')}
      initialValues={{
        principalName: responsibility.principalName,
        leaderName: responsibility.leaderName,
        departmentId: responsibility.departmentId,
        supportingDepartments: responsibility.supportingDepartments,
        handlerName: responsibility.handlerName,
      }}
      onSubmit={submit}
    >
      <Form.Item name="principalName" label={t('field.principal')}>
        <PersonInput members={members} />
      </Form.Item>
      <Form.Item name="leaderName" label={t('field.leader')}>
        <PersonInput members={members} />
      </Form.Item>
      <Form.Item name="departmentId" label={t('field.department')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item
        name="supportingDepartments"
        label={t('field.supporting')}
        extra={t('responsibility.supportingHint')}
      >
        <NamesInput options={departments.map(({ name }) => name)} />
      </Form.Item>
      <Form.Item name="handlerName" label={t('field.handler')} extra={t('responsibility.handlerHint')}>
        <PersonInput members={members} />
      </Form.Item>
    </FormDialog>
  );
};
