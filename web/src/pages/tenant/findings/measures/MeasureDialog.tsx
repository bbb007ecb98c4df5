import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Measure, StageTarget } from '../../../../api/types.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { NamesInput } from '../../../../components/NamesInput.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';
import { PersonInput } from '../PersonInput.tsx';
import { memberNamed, usePeople } from '../use-people.ts';
import { StageFields } from './StageFields.tsx';

interface Values {
  readonly text: string;
  readonly term: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly supportingDepartments?: string[];
  readonly handlerName?: string;
  readonly stages?: StageTarget[];
}

interface Props {
  /** The measure to change; without it a new one is added. */
  readonly measure?: Measure;
  readonly onClose: () => void;
}

/** Content, owners and term of a measure. */
export const MeasureDialog = ({ measure, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { tenantId, detail } = useFinding();
  const { members, departments } = usePeople(tenantId);
  const add = useFindingCommand('measures.add');
  const edit = useFindingCommand('measures.edit');
  const { responsibility } = detail.finding;
  const required = { required: true, whitespace: true, message: t('validation.required') };
  const submit = (values: Values) => {
    // People who may not read the members keep the handler they found.
    const sameHandler = measure !== undefined && values.handlerName === measure.handlerName;
    const handlerId = sameHandler ? measure.handlerId : memberNamed(members, values.handlerName)?.userId;
    const body = { ...values, handlerId };
    const done = () => {
      toast.success(t('finding.saved'));
      onClose();
    };
    if (measure) edit.send({ params: { ...edit.params, measureId: measure.id }, body }, done);
    else add.send({ params: add.params, body }, done);
  };
  return (
    <FormDialog<Values>
      open
      textOf={(field, value) =>
        field === 'departmentId' ? departments.find(({ id }) => id === value)?.name : undefined
      }
      title={measure ? t('measure.edit') : t('measure.add')}
      subject={measure?.id}
      submitText={t('action.save')}
      initialValues={
        measure
          ? {
              text: measure.text,
              term: measure.term.original ?? measure.term.date ?? '',
              leaderName: measure.leaderName,
              departmentId: measure.departmentId,
              supportingDepartments: measure.supportingDepartments,
              handlerName: measure.handlerName,
              stages: measure.stages,
            }
          : {
              leaderName: responsibility.leaderName,
              departmentId: responsibility.departmentId,
              handlerName: responsibility.handlerName,
            }
      }
      pending={add.pending || edit.pending}
      error={add.error ?? edit.error}
      onClose={onClose}
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
