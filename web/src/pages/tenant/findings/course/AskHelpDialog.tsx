import { HELP_TARGETS, type HelpKind } from '@xuncha/domain';
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { AFTER_FINDING } from '../../../../api/refresh.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding } from '../finding-context.ts';
import { usePeople } from '../use-people.ts';

interface Values {
  readonly target: (typeof HELP_TARGETS)[number];
  readonly departmentId?: string;
  readonly question: string;
}

interface Props {
  readonly onClose: () => void;
}

/** Guidance comes from HQ's functional department, or from a department of the unit that knows the matter (F09). */
const TARGETS: Readonly<Record<HelpKind, readonly Values['target'][]>> = {
  help: HELP_TARGETS,
  guidance: ['group', 'department'],
};

const AskDialog = ({ kind, onClose }: Props & { readonly kind: HelpKind }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const target = Form.useWatch('target', form);
  const { tenantId, findingId } = useFinding();
  const { departments } = usePeople(tenantId);
  const { mutate, isPending, error } = useCommand('help.ask', [
    ...AFTER_FINDING,
    'help.list',
    'matters.ofFinding',
  ]);
  const required = { required: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t(`help.ask.${kind}`)}
      hint={t(`help.askHint.${kind}`)}
      initialValues={kind === 'guidance' ? { target: 'group' } : {}}
      pending={isPending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        mutate(
          { params: { tenantId, findingId }, body: { ...body, kind } },
          {
            onSuccess: () => {
              toast.success(t(`help.asked.${kind}`));
              onClose();
            },
          },
        )
      }
    >
      <HelpedItem rule="helpTarget" name="target" label={t(`help.target.${kind}`)} rules={[required]}>
        <Radio.Group options={TARGETS[kind].map((value) => ({ value, label: t(`help.targets.${value}`) }))} />
      </HelpedItem>
      {target === 'department' ? (
        <Form.Item name="departmentId" label={t('help.department')} rules={[required]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      ) : null}
      <Form.Item
        name="question"
        label={t(`help.question.${kind}`)}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input.TextArea rows={5} maxLength={2000} showCount />
      </Form.Item>
    </FormDialog>
  );
};

/** Asks another department, the office or HQ for help with this finding (F05). */
export const AskHelpDialog = (props: Props) => <AskDialog {...props} kind="help" />;

/** Asks for guidance, in parallel to everything else that runs (F09). */
export const AskGuidanceDialog = (props: Props) => <AskDialog {...props} kind="guidance" />;
