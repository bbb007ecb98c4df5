import { ADDRESSEE_ROLES } from '@xuncha/domain';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { DateInput } from '../../components/DateInput.tsx';
import { inBrackets } from '../../i18n/punctuation.ts';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly optional?: boolean;
  readonly extra?: string;
}

const useRequired = () => {
  const { t } = useTranslation();
  return (optional: boolean | undefined) =>
    optional ? [] : [{ required: true, whitespace: true, message: t('validation.required') }];
};

export const LineField = ({ maxLength, optional, ...item }: FieldProps & { readonly maxLength: number }) => (
  <Form.Item {...item} rules={useRequired()(optional)}>
    <Input maxLength={maxLength} autoComplete="off" />
  </Form.Item>
);

export const TextField = ({
  rows = 6,
  maxLength = 10_000,
  optional,
  ...item
}: FieldProps & { readonly rows?: number; readonly maxLength?: number }) => (
  <Form.Item {...item} rules={useRequired()(optional)}>
    <Input.TextArea rows={rows} maxLength={maxLength} autoComplete="off" />
  </Form.Item>
);

/** Why a record ends before its time or goes back. */
export const ReasonField = () => {
  const { t } = useTranslation();
  return <TextField name="reason" label={t('field.reason')} rows={3} maxLength={1000} />;
};

export const DateField = (item: FieldProps) => {
  const { t } = useTranslation();
  return (
    <Form.Item {...item} rules={[{ required: true, message: t('validation.required') }]}>
      <DateInput />
    </Form.Item>
  );
};

const useChosen = () => {
  const { t } = useTranslation();
  return { required: true, message: t('validation.requiredChoice') };
};

/** The inspected unit and the round a new record is about. */
export const AboutFields = () => {
  const { t } = useTranslation();
  const chosen = useChosen();
  const choices = useOperation('restrictedChoices.get', {});
  return (
    <>
      <Form.Item name="unitId" label={t('restricted.unit')} rules={[chosen]}>
        <Select
          placeholder={t('validation.requiredChoice')}
          showSearch={{ optionFilterProp: 'label' }}
          loading={choices.isLoading}
          options={choices.data?.data.units.map(({ tenantId, name }) => ({ value: tenantId, label: name }))}
        />
      </Form.Item>
      <LineField name="round" label={t('field.round')} maxLength={60} extra={t('restricted.roundHint')} />
    </>
  );
};

/** Several people of the inspection office and the teams. */
export const PeopleField = (item: FieldProps) => {
  const { t } = useTranslation();
  const chosen = useChosen();
  const choices = useOperation('restrictedChoices.get', {});
  return (
    <Form.Item {...item} rules={[chosen]}>
      <Select
        mode="multiple"
        placeholder={t('validation.requiredChoice')}
        showSearch={{ optionFilterProp: 'label' }}
        loading={choices.isLoading}
        options={choices.data?.data.people.map(({ membershipId, name, title }) => ({
          value: membershipId,
          label: title ? `${name}${inBrackets(title)}` : name,
        }))}
      />
    </Form.Item>
  );
};

/** One or several departments of HQ. */
export const AddresseeField = ({ many, optional, ...item }: FieldProps & { readonly many?: true }) => {
  const { t } = useTranslation();
  const chosen = useChosen();
  return (
    <Form.Item {...item} rules={optional ? [] : [chosen]}>
      <Select
        mode={many ? 'multiple' : undefined}
        placeholder={t(optional ? 'restricted.mayBeEmpty' : 'validation.requiredChoice')}
        options={ADDRESSEE_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      />
    </Form.Item>
  );
};

/** Memberships of the people a record already names, so that a form begins with them; undefined while they are looked up. */
export const useMembershipsOf = (people: readonly { readonly userId: string }[]): string[] | undefined => {
  const choices = useOperation('restrictedChoices.get', {});
  return choices.data?.data.people
    .filter(({ userId }) => people.some((person) => person.userId === userId))
    .map(({ membershipId }) => membershipId);
};
