import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { LimitRules } from '../../../../api/types.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { DateInput } from '../../../../components/DateInput.tsx';
import { businessToday } from '../../../../components/dates.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { PageForm } from '../../../../components/PageForm.tsx';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { inWords } from '../../../../i18n/server-words.ts';
import { AlertChanges } from './AlertChanges.tsx';
import { LimitMoves } from './LimitMoves.tsx';
import { useAlertPreview } from './use-alert-preview.ts';
import { usePreview } from './use-preview.ts';

type Rule = LimitRules['rules'][number];
type Unit = Rule['limit']['unit'];
interface Values {
  readonly limits: Record<string, { readonly unit: Unit; readonly amount?: number }>;
  readonly alerts: LimitRules['alerts']['usual'];
  readonly effectiveFrom: string;
  readonly reason: string;
}

/** Bounds of the server, so that a field says so at once. */
const MOST = { nearDays: 60, behindPoints: 100 } as const;

const UNITS: readonly Unit[] = ['working_day', 'day', 'month', 'year_end'];

const limitOf = ({ unit, amount = 1 }: Values['limits'][string]): Rule['limit'] =>
  unit === 'year_end' ? { unit } : { unit, amount };

const same = (a: Rule['limit'], b: Rule['limit']): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Only what differs from known practice is kept in a version. */
const changed = (rules: readonly Rule[], values: Values): Partial<Record<Rule['ruleId'], Rule['limit']>> =>
  Object.fromEntries(
    rules.flatMap(({ ruleId, usual }) => {
      const entered = values.limits[ruleId];
      const limit = entered && limitOf(entered);
      return limit && !same(limit, usual) ? [[ruleId, limit]] : [];
    }),
  );

/** Thresholds are kept in a version only where they differ from known practice. */
const changedAlerts = ({ usual }: LimitRules['alerts'], entered: Values['alerts']) =>
  entered.nearDays === usual.nearDays && entered.behindPoints === usual.behindPoints
    ? {}
    : { alerts: { nearDays: entered.nearDays, behindPoints: entered.behindPoints } };

interface Props {
  readonly tenantId: string;
  readonly rules: LimitRules;
  readonly etag: string;
  readonly onClose: () => void;
}

/** A new version: amounts, from when, why; the dates it would move are shown before it is published. */
export const LimitsEditor = ({ tenantId, rules, etag, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const publish = useCommand('limits.set', ['limits.get']);
  const preview = usePreview(tenantId);
  const alerts = useAlertPreview(tenantId);
  const unitText = (value: unknown): string | undefined => {
    const unit = UNITS.find((each) => each === value);
    return unit && t(`limits.unit.${unit}`);
  };
  const required = { required: true, message: t('validation.required') };
  const send = (values: Values) =>
    publish.mutate(
      {
        params: { tenantId },
        ifMatch: etag,
        body: {
          limits: changed(rules.rules, values),
          ...changedAlerts(rules.alerts, values.alerts),
          effectiveFrom: values.effectiveFrom,
          reason: values.reason,
        },
      },
      {
        onSuccess: () => {
          toast.success(t('limits.published'));
          onClose();
        },
      },
    );
  return (
    <PageForm<Values>
      name="limits"
      form={form}
      pending={publish.isPending}
      error={publish.error}
      submitText={t('limits.publish')}
      textOf={(field, value) => (field.endsWith('_unit') ? unitText(value) : undefined)}
      beside={
        <>
          <Button
            loading={preview.running}
            onClick={() => void preview.start(changed(rules.rules, form.getFieldsValue()))}
          >
            {t('limits.preview')}
          </Button>
          <Button loading={alerts.running} onClick={() => void alerts.start(form.getFieldsValue().alerts)}>
            {t('limits.previewAlerts')}
          </Button>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
        </>
      }
      initialValues={{
        alerts: { nearDays: rules.alerts.nearDays, behindPoints: rules.alerts.behindPoints },
        effectiveFrom: businessToday(),
        limits: Object.fromEntries(rules.rules.map(({ ruleId, limit }) => [ruleId, limit])),
      }}
      onSubmit={send}
    >
      {rules.rules
        .map((rule) => ({ ...rule, name: inWords(rule.name), trigger: inWords(rule.trigger) }))
        .map(({ ruleId, name, trigger }) => (
          <div key={ruleId} className="limit-row">
            <p>{t('limits.ruleAfter', { name, trigger })}</p>
            <Form.Item noStyle shouldUpdate>
              {() => (
                <Form.Item
                  name={['limits', ruleId, 'amount']}
                  hidden={form.getFieldValue(['limits', ruleId, 'unit']) === 'year_end'}
                >
                  <InputNumber min={1} max={3650} precision={0} aria-label={t('limits.amountOf', { name })} />
                </Form.Item>
              )}
            </Form.Item>
            <Form.Item name={['limits', ruleId, 'unit']} className="limit-unit">
              <Select
                aria-label={t('limits.unitOf', { name })}
                options={UNITS.map((unit) => ({ value: unit, label: t(`limits.unit.${unit}`) }))}
              />
            </Form.Item>
          </div>
        ))}
      <h3>{t('limits.alerts')}</h3>
      <p className="muted">{t('limits.alertsHint')}</p>
      <div className="limit-thresholds">
        {(['nearDays', 'behindPoints'] as const).map((name) => (
          <Form.Item key={name} name={['alerts', name]} label={t(`limits.${name}`)} rules={[required]}>
            <InputNumber min={1} max={MOST[name]} precision={0} suffix={t(`limits.${name}Unit`)} />
          </Form.Item>
        ))}
      </div>
      <HelpedItem
        rule="limitsFrom"
        name="effectiveFrom"
        label={t('limits.effectiveFrom')}
        extra={t('limits.effectiveHint')}
        rules={[required]}
      >
        <DateInput />
      </HelpedItem>
      <Form.Item name="reason" label={t('limits.reason')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <LimitMoves preview={preview} />
      <AlertChanges tenantId={tenantId} preview={alerts} />
      <ProblemAlert error={preview.error ?? alerts.error} />
    </PageForm>
  );
};
