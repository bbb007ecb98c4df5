import { MAX_PARTS } from '@xuncha/domain';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

interface Values {
  readonly parts: { title: string; text: string }[];
  readonly reason: string;
}

/** Divides a finding; the original stays readable (D07). */
export const SplitDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { detail } = useFinding();
  const { send, params, pending, error } = useFindingCommand('findings.split');
  const required = { required: true, whitespace: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      width={720}
      title={t('finding.split')}
      hint={
        <>
          <p>{t('split.hint')}</p>
          <p className="wording">{detail.body.text}</p>
        </>
      }
      initialValues={{
        parts: [
          { title: '', text: '' },
          { title: '', text: '' },
        ],
      }}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, () => {
          toast.success(t('split.done', { count: body.parts.length }));
          onClose();
        })
      }
    >
      <Form.List name="parts">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }, index) => (
              <fieldset key={key} className="part">
                <legend>{t('split.part', { index: index + 1 })}</legend>
                <Form.Item
                  name={[name, 'title']}
                  label={t('split.partTitle', { index: index + 1 })}
                  rules={[required]}
                >
                  <Input maxLength={40} showCount />
                </Form.Item>
                <Form.Item
                  name={[name, 'text']}
                  label={t('split.partText', { index: index + 1 })}
                  rules={[required]}
                >
                  <Input.TextArea rows={3} maxLength={4000} />
                </Form.Item>
                {fields.length > 2 ? (
                  <Button size="small" onClick={() => remove(name)}>
                    {t('split.removePart', { index: index + 1 })}
                  </Button>
                ) : null}
              </fieldset>
            ))}
            <Button
              block
              type="dashed"
              disabled={fields.length >= MAX_PARTS}
              onClick={() => add({ title: '', text: '' })}
            >
              {t('split.addPart')}
            </Button>
          </>
        )}
      </Form.List>
      <HelpedItem
        rule="splitReason"
        name="reason"
        label={t('field.reason')}
        rules={[required]}
        className="spaced"
      >
        <Input.TextArea rows={2} maxLength={500} />
      </HelpedItem>
    </FormDialog>
  );
};
