import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../../../components/DateInput.tsx';
import { usePeople } from '../findings/use-people.ts';
import { FindingPicker } from './FindingPicker.tsx';

export interface TaskValues {
  readonly departmentId: string;
  readonly handlerId?: string;
  readonly due: string;
  readonly findingIds?: string[];
}

interface Props {
  readonly tenantId: string;
  /** Where the fields stand in a list of the form. */
  readonly at?: number;
  readonly dueLabel: string;
}

/** Who does it, by when, and which findings it is about. */
export const TaskFields = ({ tenantId, at, dueLabel }: Props) => {
  const { t } = useTranslation();
  const { departments, members } = usePeople(tenantId);
  const required = [{ required: true, message: t('validation.required') }];
  const named = (name: keyof TaskValues) => (at === undefined ? name : [at, name]);
  return (
    <>
      <Form.Item name={named('departmentId')} label={t('unitMeetings.department')} rules={required}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      {members.length > 0 ? (
        <Form.Item
          name={named('handlerId')}
          label={t('unitMeetings.handler')}
          extra={t('unitMeetings.handlerHint')}
        >
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={members.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      ) : null}
      <Form.Item name={named('due')} label={dueLabel} rules={required}>
        <DateInput />
      </Form.Item>
      <Form.Item
        name={named('findingIds')}
        label={t('unitMeetings.findings')}
        extra={t('unitMeetings.findingsHint')}
      >
        <FindingPicker tenantId={tenantId} />
      </Form.Item>
    </>
  );
};

/** Only what was filled in. */
export const taskOf = <T extends TaskValues>({ handlerId, findingIds, ...rest }: T) => ({
  ...rest,
  ...(handlerId ? { handlerId } : {}),
  ...(findingIds?.length ? { findingIds } : {}),
});
