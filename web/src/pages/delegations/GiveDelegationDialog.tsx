import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand, useList } from '../../api/use-operation.ts';
import { DateInput } from '../../components/DateInput.tsx';
import { businessToday } from '../../components/dates.ts';
import { HelpedItem } from '../../components/FieldHelp.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useToast } from '../../components/use-toast.ts';
import { inBrackets } from '../../i18n/punctuation.ts';

interface Values {
  readonly toMembershipId: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly reason: string;
}

/** Names a substitute for dated absence (G07). */
export const GiveDelegationDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const from = Form.useWatch('validFrom', form);
  const colleagues = useList('colleagues.list', { query: { limit: 100 } });
  const give = useCommand('delegations.create', ['delegations.list']);
  const required = { required: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t('delegations.give')}
      initialValues={{ validFrom: businessToday() }}
      pending={give.isPending}
      error={give.error ?? colleagues.query.error}
      onClose={onClose}
      onSubmit={(body) =>
        give.mutate(
          { body },
          {
            onSuccess: () => {
              toast.success(t('delegations.given'));
              onClose();
            },
          },
        )
      }
    >
      <Form.Item name="toMembershipId" label={t('delegations.to')} rules={[required]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={colleagues.query.isLoading}
          notFoundContent={t('delegations.noColleagues')}
          options={colleagues.items.map(({ id, name, title }) => ({
            value: id,
            label: title ? `${name}${inBrackets(title)}` : name,
          }))}
        />
      </Form.Item>
      <div className="two-columns">
        <Form.Item name="validFrom" label={t('field.validFrom')} rules={[required]}>
          <DateInput />
        </Form.Item>
        <HelpedItem
          rule="delegationTo"
          name="validTo"
          label={t('field.validTo')}
          rules={[
            required,
            {
              validator: (_, value?: string) =>
                value && from && value < from
                  ? Promise.reject(new Error(t('validation.dateOrder')))
                  : Promise.resolve(),
            },
          ]}
        >
          <DateInput min={from} />
        </HelpedItem>
      </div>
      <Form.Item
        name="reason"
        label={t('field.reason')}
        extra={t('delegations.reasonHint')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDialog>
  );
};
