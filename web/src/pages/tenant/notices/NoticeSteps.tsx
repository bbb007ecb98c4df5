import { FileWordOutlined } from '@ant-design/icons';
import { Button, Form, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../api/use-operation.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { saveFile } from '../../../components/save-file.ts';
import type { NoticeDetail } from './notice-chip.tsx';

const REFRESH = ['notices.get', 'notices.list', 'inbox.list'] as const;
type Dialog = 'return' | 'publish' | 'close' | 'withdraw';

/** What this person may do with the notice now, as the server says. */
export const NoticeSteps = ({
  notice,
  etag: ifMatch,
}: {
  readonly notice: NoticeDetail;
  readonly etag: string | undefined;
}) => {
  const { t } = useTranslation();
  const params = { tenantId: notice.tenantId, noticeId: notice.id };
  const [dialog, setDialog] = useState<Dialog>();
  const made = useCommand('notices.export', ['notices.get']);
  const submit = useCommand('notices.submit', REFRESH);
  const decide = useCommand('notices.decide', REFRESH);
  const publish = useCommand('notices.publish', REFRESH);
  const close = useCommand('notices.close', REFRESH);
  const withdraw = useCommand('notices.withdraw', REFRESH);
  const can = (step: NoticeDetail['possible'][number]) => notice.possible.includes(step);
  const done = { onSuccess: () => setDialog(undefined) };
  const required = [{ required: true, whitespace: true, message: t('validation.required') }];
  if (notice.possible.length === 0) return null;
  return (
    <section className="card" aria-label={t('duties.steps')}>
      {can('export') ? <ClassifiedNotice kind="export" /> : null}
      <div className="actions">
        {can('export') ? (
          <Button
            icon={<FileWordOutlined />}
            loading={made.isPending}
            onClick={() => made.mutate({ params }, { onSuccess: ({ data }) => saveFile(data) })}
          >
            {t('notices.word')}
          </Button>
        ) : null}
        {can('submit') ? (
          <Popconfirm title={t('notices.submitSure')} onConfirm={() => submit.mutate({ params, ifMatch })}>
            <Button type="primary" loading={submit.isPending}>
              {t('notices.submit')}
            </Button>
          </Popconfirm>
        ) : null}
        {can('decide') ? (
          <>
            <Popconfirm
              title={t('notices.approveSure')}
              onConfirm={() => decide.mutate({ params, ifMatch, body: { outcome: 'approved' } })}
            >
              <Button type="primary" loading={decide.isPending}>
                {t('notices.approve')}
              </Button>
            </Popconfirm>
            <Button danger onClick={() => setDialog('return')}>
              {t('duties.return')}
            </Button>
          </>
        ) : null}
        {can('publish') ? (
          <Button type="primary" onClick={() => setDialog('publish')}>
            {t('notices.publish')}
          </Button>
        ) : null}
        {can('close') ? <Button onClick={() => setDialog('close')}>{t('notices.close')}</Button> : null}
        {can('withdraw') ? (
          <Button danger onClick={() => setDialog('withdraw')}>
            {t('action.withdraw')}
          </Button>
        ) : null}
      </div>
      <ProblemAlert error={made.error} />
      <ProblemAlert error={submit.error} />
      <ProblemAlert error={dialog ? undefined : decide.error} />
      <ReasonDialog
        open={dialog === 'return'}
        title={t('duties.return')}
        danger
        pending={decide.isPending}
        error={decide.error}
        onClose={() => setDialog(undefined)}
        onSubmit={(reason) => decide.mutate({ params, ifMatch, body: { outcome: 'returned', reason } }, done)}
      />
      <ReasonDialog
        open={dialog === 'withdraw'}
        title={t('action.withdraw')}
        danger
        pending={withdraw.isPending}
        error={withdraw.error}
        onClose={() => setDialog(undefined)}
        onSubmit={(reason) => withdraw.mutate({ params, ifMatch, body: { reason } }, done)}
      />
      <FormDialog<{ on: string; place: string }>
        open={dialog === 'publish'}
        title={t('notices.publish')}
        hint={t('notices.publishHint')}
        initialValues={{ on: businessToday() }}
        pending={publish.isPending}
        error={publish.error}
        onClose={() => setDialog(undefined)}
        onSubmit={(body) => publish.mutate({ params, ifMatch, body }, done)}
      >
        <Form.Item name="on" label={t('notices.on')} rules={required}>
          <DateInput max={businessToday()} />
        </Form.Item>
        <Form.Item name="place" label={t('notices.place')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
      </FormDialog>
      <FormDialog<{ summary: string }>
        open={dialog === 'close'}
        title={t('notices.close')}
        hint={t('notices.closeHint')}
        pending={close.isPending}
        error={close.error}
        onClose={() => setDialog(undefined)}
        onSubmit={(body) => close.mutate({ params, ifMatch, body }, done)}
      >
        <Form.Item name="summary" label={t('notices.summary')} rules={required}>
          <Input.TextArea rows={5} maxLength={3000} showCount />
        </Form.Item>
      </FormDialog>
    </section>
  );
};
