import { TERM_CLASSES, type TermClass } from '@xuncha/domain';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

interface Values {
  readonly title: string;
  readonly text: string;
  readonly category?: string;
  readonly domain?: string;
  readonly goal?: string;
  readonly remark?: string;
  readonly termClass: TermClass;
}

/** Corrects a draft before publication freezes its wording. */
export const EditDraftDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { detail } = useFinding();
  const { finding, body } = detail;
  const { send, params, pending, error } = useFindingCommand('findings.editDraft');
  const required = { required: true, whitespace: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      title={t('finding.editDraft')}
      width={720}
      submitText={t('action.save')}
      initialValues={{
        title: finding.title,
        text: body.text,
        category: finding.category,
        domain: finding.domain,
        goal: body.goal,
        remark: body.remark,
        termClass: finding.termClass,
      }}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(edit) =>
        send({ params, body: edit }, () => {
          toast.success(t('finding.saved'));
          onClose();
        })
      }
    >
      <Form.Item name="title" label={t('field.title')} rules={[required]}>
        <Input maxLength={40} showCount />
      </Form.Item>
      <Form.Item name="text" label={t('field.text')} rules={[required]}>
        <Input.TextArea rows={5} maxLength={4000} showCount />
      </Form.Item>
      <div className="two-columns">
        <Form.Item name="domain" label={t('field.domain')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="category" label={t('field.category')}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item name="termClass" label={t('field.termClass')}>
        <Select options={TERM_CLASSES.map((value) => ({ value, label: t(`termClass.${value}`) }))} />
      </Form.Item>
      <Form.Item name="goal" label={t('field.goal')}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <Form.Item name="remark" label={t('field.remark')}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
    </FormDialog>
  );
};
