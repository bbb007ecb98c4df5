import { GATES, OPTIONAL_GATES } from '@xuncha/domain';
import { Button, Checkbox, Form, InputNumber } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { showProblemInForm } from '../../../components/form-problem.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly use: { evidence_check: boolean; consultation: boolean };
  readonly limits: {
    evidence_check: number;
    consultation: number;
    party_committee: number;
    leading_group: number;
  };
}

/** Gates after the application, in order. */
const DECIDED = ['evidence_check', 'consultation', 'party_committee', 'leading_group'] as const;

/** Which gates a case passes and how long each may take. */
export const PolicyTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const may = useMay(tenant.tenantId);
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const save = useCommand('tenants.setPolicy', ['tenants.get']);
  useEffect(() => {
    if (save.error) showProblemInForm(form, save.error);
  }, [save.error, form]);
  const { policy } = tenant;
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      disabled={!may('tenant.configure')}
      initialValues={{
        use: {
          evidence_check: policy.gates.includes('evidence_check'),
          consultation: policy.gates.includes('consultation'),
        },
        limits: policy.limits,
      }}
      onFinish={({ use, limits }) =>
        save.mutate(
          {
            params: { tenantId: tenant.tenantId },
            body: {
              gates: GATES.filter(
                (gate) => (gate !== 'evidence_check' && gate !== 'consultation') || use[gate],
              ),
              limits,
            },
          },
          { onSuccess: () => toast.success(t('settings.policySaved')) },
        )
      }
    >
      <p>{t('settings.policyHint')}</p>
      <p className="muted">{t('settings.policyVersion', { version: policy.version })}</p>
      {DECIDED.map((gate) => (
        <div key={gate} className="policy-row">
          {OPTIONAL_GATES.includes(gate) ? (
            <Form.Item name={['use', gate]} valuePropName="checked" label={t(`gate.${gate}`)}>
              <Checkbox>{t('settings.gateUse', { gate: t(`gate.${gate}`) })}</Checkbox>
            </Form.Item>
          ) : (
            <div className="policy-fixed">
              <strong>{t(`gate.${gate}`)}</strong>
              <span className="muted">{t('settings.gateAlways')}</span>
            </div>
          )}
          <Form.Item
            name={['limits', gate]}
            label={t('settings.gateLimit', { gate: t(`gate.${gate}`) })}
            rules={[{ required: true, message: t('validation.range', { min: 1, max: 60 }) }]}
          >
            <InputNumber min={1} max={60} precision={0} />
          </Form.Item>
        </div>
      ))}
      <ProblemAlert error={save.error} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('action.save')}
      </Button>
    </Form>
  );
};
