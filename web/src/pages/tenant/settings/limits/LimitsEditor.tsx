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
import { LimitMoves } from './LimitMoves.tsx';
import { usePreview } from './use-preview.ts';

type Rule = LimitRules['rules'][number];
type Unit = Rule['limit']['unit'];
interface Values {
  readonly limits: Record<string, { readonly unit: Unit; readonly amount?: number }>;
  readonly effectiveFrom: string;
  readonly reason: string;
}

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
          <Button onClick={onClose}>{t('action.cancel')}</Button>
        </>
      }
      initialValues={{
        effectiveFrom: businessToday(),
        limits: Object.fromEntries(rules.rules.map(({ ruleId, limit }) => [ruleId, limit])),
      }}
      onSubmit={send}
    >
      {rules.rules.map(({ ruleId, name, trigger }) => (
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
      <ProblemAlert error={preview.error} />
    </PageForm>
  );
};
