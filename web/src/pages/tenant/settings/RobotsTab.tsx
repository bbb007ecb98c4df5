import { ROBOT_KINDS, ROBOTS, type RobotKind } from '@xuncha/domain';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../api/shown-at-once.ts';
import { useCommand, useList } from '../../../api/use-operation.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { colon } from '../../../i18n/punctuation.ts';

interface Values {
  readonly kind: RobotKind;
  readonly name: string;
  readonly url: string;
}

/** Gone at once; it comes back when it could not be removed. */
const REMOVED_AT_ONCE: ShownAtOnce<'webhooks.remove', 'webhooks.list'> = {
  operation: 'webhooks.list',
  as: (before, { params }) => ({
    ...before,
    items: before.items.filter(({ id }) => id !== params?.webhookId),
  }),
};

/** Group robots that hear once a day how much is near or past its limit; numbers only. */
export const RobotsTab = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const params = { tenantId };
  const list = useList('webhooks.list', { params });
  const add = useCommand('webhooks.add', ['webhooks.list']);
  const remove = useCommand('webhooks.remove', ['webhooks.list'], REMOVED_AT_ONCE);
  const [adding, setAdding] = useState(false);
  const addButton = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('robots.add')}
    </Button>
  );
  return (
    <section className="card">
      <p className="muted">{t('robots.intro')}</p>
      {list.items.length > 0 ? addButton : null}
      <LoadedList
        list={list}
        empty={t('robots.empty')}
        emptyHint={t('robots.emptyHint')}
        emptyAction={addButton}
      >
        {(robots) => (
          <ul className="plain-list">
            {robots.map(({ id, kind, name }) => (
              <li key={id} className="evidence-row">
                <span>
                  {name} <span className="muted">{t(`robots.kind.${kind}`)}</span>
                </span>
                <Button
                  size="small"
                  loading={remove.isPending}
                  aria-label={`${t('robots.remove')}${colon()}${name}`}
                  onClick={() => remove.mutate({ params: { ...params, webhookId: id } })}
                >
                  {t('robots.remove')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </LoadedList>
      <ProblemAlert error={remove.error} title={t('robots.notRemoved')} />
      <FormDialog<Values>
        open={adding}
        title={t('robots.add')}
        initialValues={{ kind: 'wecom' }}
        pending={add.isPending}
        error={add.error}
        onClose={() => setAdding(false)}
        onSubmit={(body) => add.mutate({ params, body }, { onSuccess: () => setAdding(false) })}
      >
        <Form.Item name="kind" label={t('robots.kindLabel')}>
          <Select options={ROBOT_KINDS.map((kind) => ({ value: kind, label: t(`robots.kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('robots.name')}
          rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item noStyle dependencies={['kind']}>
          {({ getFieldValue }) => {
            const { host, path } = ROBOTS[getFieldValue('kind') as RobotKind];
            return (
              <Form.Item
                name="url"
                label={t('robots.url')}
                extra={t('robots.urlHint', { start: `https://${host}${path}` })}
                rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
              >
                <Input maxLength={500} autoComplete="off" />
              </Form.Item>
            );
          }}
        </Form.Item>
      </FormDialog>
    </section>
  );
};
