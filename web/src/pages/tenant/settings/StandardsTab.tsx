import type { OutputOf } from '@xuncha/contracts';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';

type Standards = OutputOf<'standards.get'>;
interface Values {
  readonly entries: { readonly id?: string; readonly category?: string; readonly text: string }[];
}
interface Props {
  readonly tenantId: string;
  /** HQ's own library is handed to every unit. */
  readonly group: boolean;
}

const entriesText = (value: unknown): string =>
  Array.isArray(value)
    ? (value as Values['entries'])
        .map((entry) => [entry?.category, entry?.text].filter(Boolean).join('：'))
        .join('\n')
    : '';

const CoreList = ({ core }: Pick<Standards, 'core'>) => {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('plan.standards.core')}</h3>
      {core.length === 0 ? <p className="muted">{t('plan.standards.coreEmpty')}</p> : null}
      <ul>
        {core.map(({ id, category, text }) => (
          <li key={id}>
            <strong>{category || t('plan.standards.all')}</strong> {text}
          </li>
        ))}
      </ul>
    </>
  );
};

const OwnForm = ({ tenantId, group, library, etag }: Props & { library: Standards; etag?: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const toast = useToast();
  const save = useCommand('standards.set', ['standards.get']);
  const required = { required: true, whitespace: true, message: t('validation.required') };
  const editable = may('standard.edit');
  return (
    <PageForm<Values>
      name="standards"
      pending={save.isPending}
      error={save.error}
      submitText={t('plan.standards.save')}
      labels={{ entries: t('plan.standards.own') }}
      textOf={(_field, value) => entriesText(value)}
      disabled={!editable}
      initialValues={{ entries: library.own }}
      onSubmit={({ entries }) =>
        save.mutate(
          {
            params: { tenantId },
            body: { entries: entries.map((entry) => ({ ...entry, category: entry.category ?? '' })) },
            ifMatch: etag,
          },
          { onSuccess: () => toast.success(t('plan.standards.saved')) },
        )
      }
    >
      <h3>{group ? t('plan.standards.ownGroup') : t('plan.standards.own')}</h3>
      <Form.List name="entries">
        {(fields, { add, remove }) => (
          <>
            {fields.length === 0 ? <p className="muted">{t('plan.standards.ownEmpty')}</p> : null}
            {fields.map(({ key, name }, index) => (
              <div key={key} className="route-row">
                {/* Which of the entries it is: a field, because lists hand over only their fields. */}
                <Form.Item name={[name, 'id']} hidden>
                  <Input />
                </Form.Item>
                <Form.Item
                  name={[name, 'category']}
                  label={t('plan.standards.category', { index: index + 1 })}
                >
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item
                  name={[name, 'text']}
                  label={t('plan.standards.text', { index: index + 1 })}
                  rules={[required]}
                >
                  <Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} maxLength={1000} />
                </Form.Item>
                <Button
                  aria-label={t('plan.standards.remove', { index: index + 1 })}
                  onClick={() => remove(name)}
                >
                  {t('action.remove')}
                </Button>
              </div>
            ))}
            {editable ? (
              <Button type="dashed" block className="below" onClick={() => add({})}>
                {t('plan.standards.add')}
              </Button>
            ) : null}
          </>
        )}
      </Form.List>
    </PageForm>
  );
};

/** Acceptance standards by category (E02): HQ's core, and what the unit adds. */
export const StandardsTab = ({ tenantId, group }: Props) => {
  const { t } = useTranslation();
  const query = useOperation('standards.get', { params: { tenantId } });
  return (
    <Loaded query={query}>
      {(library, etag) => (
        <>
          <p>{t('plan.standards.hint')}</p>
          {group ? <p>{t('plan.standards.hintGroup')}</p> : <CoreList core={library.core} />}
          <OwnForm tenantId={tenantId} group={group} library={library} etag={etag} />
          {library.changedAt ? (
            <p className="muted">
              {t('plan.standards.version', {
                version: library.version,
                name: library.changedByName ?? '',
                at: showInstant(library.changedAt),
              })}
            </p>
          ) : null}
        </>
      )}
    </Loaded>
  );
};
