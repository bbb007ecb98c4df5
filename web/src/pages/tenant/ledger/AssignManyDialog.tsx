import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { PersonInput } from '../findings/PersonInput.tsx';
import { memberNamed, usePeople } from '../findings/use-people.ts';
import type { BulkWork } from './use-bulk.ts';

interface Values {
  readonly departmentId?: string;
  readonly leaderName?: string;
  readonly handlerName?: string;
}

interface Props {
  readonly tenantId: string;
  readonly count: number;
  readonly onClose: () => void;
  readonly onSubmit: (work: BulkWork) => void;
}

/** Sets department, leader or handler of many findings; what is left empty stays as it is in each (A04). */
export const AssignManyDialog = ({ tenantId, count, onClose, onSubmit }: Props) => {
  const { t } = useTranslation();
  const { members, departments } = usePeople(tenantId);
  const [form] = Form.useForm<Values>();
  const values = Form.useWatch((all: Values) => all, form);
  const nothing = !values?.departmentId && !values?.leaderName?.trim() && !values?.handlerName?.trim();
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t('ledger.assignTitle', { count })}
      hint={t('ledger.assignHint')}
      submitDisabled={nothing}
      handsOver
      pending={false}
      error={undefined}
      onClose={onClose}
      onSubmit={({ departmentId, leaderName, handlerName }) =>
        onSubmit({
          kind: 'assign',
          responsibility: {
            ...(departmentId ? { departmentId } : {}),
            ...(leaderName?.trim()
              ? { leaderName: leaderName.trim(), leaderId: memberNamed(members, leaderName)?.id }
              : {}),
            ...(handlerName?.trim()
              ? { handlerName: handlerName.trim(), handlerId: memberNamed(members, handlerName)?.id }
              : {}),
          },
        })
      }
    >
      <Form.Item name="departmentId" label={t('field.department')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="leaderName" label={t('field.leader')}>
        <PersonInput members={members} />
      </Form.Item>
      <Form.Item name="handlerName" label={t('field.handler')} extra={t('responsibility.handlerHint')}>
        <PersonInput members={members} />
      </Form.Item>
    </FormDialog>
  );
};
