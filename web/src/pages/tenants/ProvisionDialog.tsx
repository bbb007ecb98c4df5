import { checkOrgTree, TENANT_CODE } from '@xuncha/domain';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../api/use-operation.ts';
import { HelpedItem } from '../../components/FieldHelp.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useToast } from '../../components/use-toast.ts';
import { told } from '../../i18n/server-words.ts';
import { readOrgOutline } from './org-outline.ts';

interface Values {
  readonly code: string;
  readonly name: string;
  readonly org: string;
  readonly admin: { login: string; name: string };
}

type Node = { name: string; children?: Node[] };
const toNodes = (drafts: ReturnType<typeof readOrgOutline>['roots']): Node[] =>
  drafts.map(({ name, children = [] }) => ({
    name,
    ...(children.length ? { children: toNodes(children) } : {}),
  }));

const OutlineSummary = ({ text }: { readonly text: string }) => {
  const { t } = useTranslation();
  const { count, depth } = readOrgOutline(text);
  return count > 0 ? <strong>{t('tenants.orgPreview', { count, depth })}</strong> : null;
};

/** Opens a subsidiary: code, name, organisation tree and its first administrator (A01). */
export const ProvisionDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const outline = Form.useWatch('org', form) ?? '';
  const provision = useCommand('tenants.provision', ['tenants.list']);
  const required = { required: true, whitespace: true, message: t('validation.required') };
  const checkOutline = (_: unknown, text = ''): Promise<void> => {
    const { roots, badLines } = readOrgOutline(text);
    const [line] = badLines;
    if (line !== undefined) return Promise.reject(new Error(t('tenants.orgIndent', { line })));
    const checked = checkOrgTree(roots);
    return checked.ok ? Promise.resolve() : Promise.reject(new Error(told(checked.error)));
  };
  return (
    <FormDialog<Values>
      open
      form={form}
      width={680}
      title={t('tenants.provision')}
      submitText={t('tenants.provision')}
      pending={provision.isPending}
      error={provision.error}
      onClose={onClose}
      onSubmit={({ org, ...rest }) =>
        provision.mutate(
          { body: { ...rest, org: toNodes(readOrgOutline(org).roots) } },
          {
            onSuccess: () => {
              toast.success(t('tenants.provisioned'));
              onClose();
            },
          },
        )
      }
    >
      <div className="two-columns">
        <Form.Item name="name" label={t('tenants.name')} rules={[required]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('tenants.code')}
          extra={t('tenants.codeHint')}
          rules={[required, { pattern: TENANT_CODE, message: t('tenants.codeWrong') }]}
        >
          <Input maxLength={20} autoComplete="off" />
        </Form.Item>
      </div>
      <HelpedItem
        rule="orgOutline"
        name="org"
        label={t('tenants.org')}
        extra={
          <>
            {t('tenants.orgHint')} <OutlineSummary text={outline} />
          </>
        }
        rules={[{ required: true, validator: checkOutline }]}
      >
        <Input.TextArea rows={10} className="outline" spellCheck={false} />
      </HelpedItem>
      <div className="two-columns">
        <Form.Item name={['admin', 'name']} label={t('tenants.adminName')} rules={[required]}>
          <Input maxLength={30} autoComplete="off" />
        </Form.Item>
        <Form.Item name={['admin', 'login']} label={t('tenants.adminLogin')} rules={[required]}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
      </div>
    </FormDialog>
  );
};
