import { TALK_WITH, type TalkWith } from '@xuncha/domain';
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../../api/use-operation.ts';
import { CommandDialog } from '../../../components/CommandDialog.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { NamesInput } from '../../../components/NamesInput.tsx';

interface Values {
  readonly reason: string;
  readonly talkers: string[];
  readonly name: string;
  readonly post?: string;
  readonly with: TalkWith;
  readonly departmentId?: string;
  readonly date: string;
  readonly place?: string;
}

interface Props {
  readonly tenantId: string;
  /** What it follows from. */
  readonly orderId?: string;
  readonly findingId?: string;
  readonly onClose: () => void;
}

/** Sets up a talk (I04). */
export const PlanTalkDialog = ({ tenantId, orderId, findingId, onClose }: Props) => {
  const { t } = useTranslation();
  const { data } = useOperation('tenants.get', { params: { tenantId } });
  const required = [{ required: true, message: t('validation.required') }];
  return (
    <CommandDialog<'talks.plan', Values>
      operation="talks.plan"
      title={t('talks.plan')}
      hint={t('talks.planHint')}
      refresh={['talks.list', 'matters.ofFinding', 'inbox.list']}
      initialValues={{ with: 'leader', date: businessToday() }}
      toInput={({ name, post, departmentId, place, ...values }) => ({
        params: { tenantId },
        body: {
          ...values,
          ...(orderId ? { orderId } : {}),
          ...(findingId ? { findingId } : {}),
          ...(departmentId ? { departmentId } : {}),
          ...(place?.trim() ? { place } : {}),
          talkedTo: { name, ...(post?.trim() ? { post } : {}) },
        },
      })}
      onClose={onClose}
    >
      <Form.Item name="reason" label={t('talks.reason')} rules={required}>
        <Input maxLength={60} showCount />
      </Form.Item>
      <Form.Item name="name" label={t('talks.talkedTo')} rules={required}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item name="post" label={t('talks.post')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="with" label={t('talks.with')} extra={t('talks.withHint')}>
        <Radio.Group options={TALK_WITH.map((value) => ({ value, label: t(`orders.rung.${value}`) }))} />
      </Form.Item>
      {orderId || findingId ? null : (
        <Form.Item name="departmentId" label={t('field.department')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={data?.data.departments.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      )}
      <Form.Item name="talkers" label={t('talks.talkers')} rules={required}>
        <NamesInput />
      </Form.Item>
      <Form.Item name="date" label={t('talks.date')} rules={required}>
        <DateInput />
      </Form.Item>
      <Form.Item name="place" label={t('talks.place')}>
        <Input maxLength={100} />
      </Form.Item>
    </CommandDialog>
  );
};
