import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Measure, StageTarget } from '../../../../api/types.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { NamesInput } from '../../../../components/NamesInput.tsx';
import { listMark } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';
import { PersonInput } from '../PersonInput.tsx';
import { memberNamed, usePeople } from '../use-people.ts';
import { StageFields } from './StageFields.tsx';
import { type MeasureForm, type MeasureValues, valuesOf } from './use-measure-edit.ts';

interface Props {
  /** The measure to change; without it a new one is added. */
  readonly measure?: Measure;
  readonly form: MeasureForm;
}

/** Staged targets beside somebody else's: one after the other, each with its day. */
const stagesInWords = (stages: unknown): string =>
  (Array.isArray(stages) ? (stages as readonly Partial<StageTarget>[]) : [])
    .map(({ on = '', percent = '', goal = '' }) => `${on} ${percent}% ${goal}`)
    .join(listMark());

/** Content, owners and term of a measure. */
export const MeasureDialog = ({ measure, form }: Props) => {
  const { t } = useTranslation();
  const { tenantId, detail } = useFinding();
  const { members, departments } = usePeople(tenantId);
  const { responsibility } = detail.finding;
  const required = { required: true, whitespace: true, message: t('validation.required') };
  const departmentNamed = (id: unknown) => departments.find((department) => department.id === id)?.name;
  const submit = (values: MeasureValues) => {
    // People who may not read the members keep the handler they found.
    const sameHandler = measure !== undefined && values.handlerName === measure.handlerName;
    const handlerId = sameHandler ? measure.handlerId : memberNamed(members, values.handlerName)?.userId;
    const sameDepartment = measure !== undefined && values.departmentId === measure.departmentId;
    form.send(
      { ...values, handlerId },
      sameDepartment ? measure.departmentName : departmentNamed(values.departmentId),
    );
  };
  return (
    <FormDialog<MeasureValues>
      {...form.dialog}
      labels={{ stages: t('measure.stages') }}
      textOf={(field, value) => {
        if (field === 'departmentId') return departmentNamed(value);
        return field === 'stages' ? stagesInWords(value) : undefined;
      }}
      submitText={t('action.save')}
      initialValues={
        measure
          ? valuesOf(measure)
          : {
              leaderName: responsibility.leaderName,
              departmentId: responsibility.departmentId,
              handlerName: responsibility.handlerName,
            }
      }
      onSubmit={submit}
    >
      <HelpedItem rule="measureText" name="text" label={t('field.measure')} rules={[required]}>
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </HelpedItem>
      <HelpedItem
        rule="measureTerm"
        name="term"
        label={t('field.term')}
        extra={t('measure.termHint')}
        rules={[required]}
      >
        <Input maxLength={100} />
      </HelpedItem>
      <StageFields />
      <HelpedItem rule="measureDepartment" name="departmentId" label={t('field.departmentName')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </HelpedItem>
      <div className="two-columns">
        <Form.Item name="leaderName" label={t('field.leader')}>
          <PersonInput members={members} />
        </Form.Item>
        <HelpedItem rule="measureHandler" name="handlerName" label={t('field.handler')}>
          <PersonInput members={members} />
        </HelpedItem>
      </div>
      <Form.Item
        name="supportingDepartments"
        label={t('field.supporting')}
        extra={t('responsibility.supportingHint')}
      >
        <NamesInput options={departments.map(({ name }) => name)} />
      </Form.Item>
    </FormDialog>
  );
};
