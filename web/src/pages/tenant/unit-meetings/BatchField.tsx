import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../api/use-operation.ts';

/** The round, by its batch of feedback. */
export const BatchField = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { items } = useList('batches.list', { params: { tenantId } });
  return (
    <Form.Item name="batchId" label={t('unitMeetings.batch')}>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        options={items.map(({ id, round, title }) => ({ value: id, label: `${round} ${title}` }))}
      />
    </Form.Item>
  );
};
