import type { SupervisionSettings } from '@xuncha/domain';
import { Form, InputNumber, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { inWords } from '../../../i18n/server-words.ts';

const NUMBERS = [
  'overdueDays',
  'refusals',
  'mostPerDay',
  'recurrenceMonths',
  'likeness',
] as const satisfies readonly (keyof SupervisionSettings)[];

/** When orders are raised by themselves, and what counts as a recurrence (F10, I07). */
export const SupervisionTab = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const toast = useToast();
  const query = useOperation('supervision.get', { params: { tenantId } });
  const save = useCommand('supervision.set', ['supervision.get']);
  const mayConfigure = may('supervision.configure');
  return (
    <Loaded query={query}>
      {({ settings, usual, formula }) => (
        <PageForm<SupervisionSettings>
          name="supervision"
          pending={save.isPending}
          error={save.error}
          readerHint={t('supervision.byGroup')}
          disabled={!mayConfigure}
          initialValues={settings}
          onSubmit={(body) =>
            save.mutate(
              { params: { tenantId }, body },
              { onSuccess: () => toast.success(t('supervision.saved')) },
            )
          }
        >
          <p className="below">{t('supervision.hint')}</p>
          {NUMBERS.map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={t(`supervision.${name}`)}
              extra={t('supervision.usual', { value: usual[name] })}
              rules={[{ required: true, message: t('validation.required') }]}
            >
              <InputNumber min={0} precision={0} />
            </Form.Item>
          ))}
          <Form.Item name="onRed" label={t('supervision.onRed')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <ul className="muted">
            {formula.map((line) => (
              <li key={line}>{inWords(line)}</li>
            ))}
          </ul>
        </PageForm>
      )}
    </Loaded>
  );
};
