import { ROOT_CAUSE_NAMES, standardsFor, TERM_CLASSES } from '@xuncha/domain';
import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useFinding } from './finding-context.ts';
import type { AnalysisValues, useAnalysis } from './use-analysis.ts';

interface Props {
  readonly form: ReturnType<typeof useAnalysis>;
}

/** Causes, goal, standard and class of the finding; may be saved unfinished. */
export const AnalysisDialog = ({ form: sent }: Props) => {
  const { t } = useTranslation();
  const { tenantId, detail } = useFinding();
  const { finding, body } = detail;
  const { form } = sent.dialog;
  const library = useOperation('standards.get', { params: { tenantId } }).data?.data;
  const offered = library ? standardsFor(library, finding.category) : [];
  const submit = (values: AnalysisValues) => {
    const text = values.standard?.trim();
    const entry = offered.find((one) => one.text === text);
    sent.send({
      termClass: values.termClass,
      causes: values.causes ?? [],
      causeText: values.causeText,
      goal: values.goal,
      standard: text
        ? { text, ...(entry ? { entryId: entry.id, libraryVersion: library?.version } : {}) }
        : undefined,
    });
  };
  return (
    <FormDialog<AnalysisValues>
      {...sent.dialog}
      width={720}
      submitText={t('action.save')}
      initialValues={{
        termClass: finding.termClass,
        causes: body.analysis?.causes,
        causeText: body.analysis?.causeText,
        goal: body.goal,
        standard: body.analysis?.standard?.text,
      }}
      onSubmit={submit}
    >
      <HelpedItem rule="causes" name="causes" label={t('plan.analysis.causes')}>
        <Checkbox.Group
          options={ROOT_CAUSE_NAMES.map((cause) => ({ value: cause, label: t(`plan.cause.${cause}`) }))}
        />
      </HelpedItem>
      <HelpedItem rule="causeText" name="causeText" label={t('plan.analysis.causeText')}>
        <Input.TextArea rows={3} maxLength={2000} showCount />
      </HelpedItem>
      <HelpedItem rule="goal" name="goal" label={t('plan.analysis.goal')}>
        <Input.TextArea rows={2} maxLength={1000} showCount />
      </HelpedItem>
      {offered.length > 0 ? (
        <Form.Item label={t('plan.analysis.standardPick')} extra={t('plan.analysis.standardPickHint')}>
          <Select
            aria-label={t('plan.analysis.standardPick')}
            value={null}
            showSearch={{ optionFilterProp: 'label' }}
            options={offered.map(({ id, text }) => ({ value: id, label: text }))}
            onChange={(id) => form.setFieldValue('standard', offered.find((entry) => entry.id === id)?.text)}
          />
        </Form.Item>
      ) : null}
      <HelpedItem rule="standard" name="standard" label={t('plan.analysis.standard')}>
        <Input.TextArea rows={2} maxLength={1000} showCount />
      </HelpedItem>
      <HelpedItem
        rule="termClass"
        name="termClass"
        label={t('field.termClass')}
        extra={t('plan.analysis.termClassHint')}
      >
        <Select options={TERM_CLASSES.map((name) => ({ value: name, label: t(`termClass.${name}`) }))} />
      </HelpedItem>
    </FormDialog>
  );
};
