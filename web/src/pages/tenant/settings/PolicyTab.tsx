import { GATES, MAX_LIMIT_DAYS, OPTIONAL_GATES } from '@xuncha/domain';
import { Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { TenantDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
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
  const save = useCommand('tenants.setPolicy', ['tenants.get']);
  const { policy } = tenant;
  return (
    <PageForm<Values>
      name="policy"
      pending={save.isPending}
      error={save.error}
      disabled={!may('tenant.configure')}
      initialValues={{
        use: {
          evidence_check: policy.gates.includes('evidence_check'),
          consultation: policy.gates.includes('consultation'),
        },
        // Every gate that is decided has its limit.
        limits: policy.limits as Values['limits'],
      }}
      onSubmit={({ use, limits }) =>
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
          <HelpedItem
            rule="gateLimit"
            name={['limits', gate]}
            label={t('settings.gateLimit', { gate: t(`gate.${gate}`) })}
            rules={[{ required: true, message: t('validation.range', { min: 1, max: MAX_LIMIT_DAYS }) }]}
          >
            <InputNumber min={1} max={MAX_LIMIT_DAYS} precision={0} />
          </HelpedItem>
        </div>
      ))}
    </PageForm>
  );
};
