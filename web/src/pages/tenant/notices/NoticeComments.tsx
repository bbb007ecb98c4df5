import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { Chip } from '../../../components/Chip.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import type { NoticeDetail } from './notice-chip.tsx';

type Comment = NoticeDetail['commentList'][number];
const REFRESH = ['notices.get', 'notices.list'] as const;

/** Comments that came in, each answered or passed on to a finding. */
export const NoticeComments = ({ notice }: { readonly notice: NoticeDetail }) => {
  const { t } = useTranslation();
  const params = { tenantId: notice.tenantId, noticeId: notice.id };
  const mayComment = notice.possible.includes('comment');
  const [adding, setAdding] = useState(false);
  const [settling, setSettling] = useState<Comment>();
  const add = useCommand('notices.comment', REFRESH);
  const settle = useCommand('notices.settle', REFRESH);
  const preview = useOperation('notices.preview', { params }, { enabled: settling !== undefined });
  const required = [{ required: true, whitespace: true, message: t('validation.required') }];
  return (
    <section className="card" aria-labelledby="notice-comments">
      <div className="kind-head">
        <h2 id="notice-comments">{t('notices.comments')}</h2>
        {mayComment ? <Button onClick={() => setAdding(true)}>{t('notices.addComment')}</Button> : null}
      </div>
      {notice.commentList.length === 0 ? <p className="muted">{t('notices.noComments')}</p> : null}
      <ul className="plain-list">
        {notice.commentList.map((comment) => (
          <li key={comment.id} className="list-row list-row-split" data-testid="notice-comment">
            <div className="row-text">
              <p className="wording">{comment.text}</p>
              <p className="muted">
                {[comment.from, comment.receivedOn, comment.registeredByName].filter(Boolean).join(' · ')}{' '}
                <Chip tone={comment.status === 'open' ? 'amber' : 'green'}>
                  {t(`notices.commentStatus.${comment.status}`)}
                </Chip>
              </p>
              {comment.answer ? <p>{comment.answer}</p> : null}
              {comment.findingId ? (
                <Link to={`/t/${notice.tenantId}/findings/${comment.findingId}`}>
                  {t('notices.toFinding')}
                </Link>
              ) : null}
            </div>
            {mayComment && comment.status === 'open' ? (
              <Button onClick={() => setSettling(comment)}>{t('notices.settle')}</Button>
            ) : null}
          </li>
        ))}
      </ul>
      <FormDialog<{ text: string; from?: string; receivedOn: string }>
        open={adding}
        title={t('notices.addComment')}
        initialValues={{ receivedOn: businessToday() }}
        pending={add.isPending}
        error={add.error}
        onClose={() => setAdding(false)}
        onSubmit={(body) => add.mutate({ params, body }, { onSuccess: () => setAdding(false) })}
      >
        <Form.Item name="text" label={t('notices.commentText')} rules={required}>
          <Input.TextArea rows={4} maxLength={2000} showCount />
        </Form.Item>
        <Form.Item name="from" label={t('notices.commentFrom')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="receivedOn" label={t('notices.receivedOn')} rules={required}>
          <DateInput max={businessToday()} />
        </Form.Item>
      </FormDialog>
      {settling ? (
        <FormDialog<{ answer: string; findingId?: string }>
          open
          title={t('notices.settle')}
          subject={settling.id}
          hint={settling.text}
          pending={settle.isPending}
          error={settle.error}
          onClose={() => setSettling(undefined)}
          onSubmit={(body) =>
            settle.mutate(
              { params: { ...params, commentId: settling.id }, body },
              { onSuccess: () => setSettling(undefined) },
            )
          }
        >
          <Form.Item name="answer" label={t('notices.answer')} rules={required}>
            <Input.TextArea rows={4} maxLength={2000} showCount />
          </Form.Item>
          <Form.Item name="findingId" label={t('notices.passOn')}>
            <Select
              allowClear
              options={(preview.data?.data.findings ?? []).map(({ id, no, title }) => ({
                value: id,
                label: `${no} ${title}`,
              }))}
            />
          </Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
};
