import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { Chip } from '../../../components/Chip.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { SentForm } from '../../../components/SentForm.tsx';
import { useSentForm } from '../../../components/use-sent-form.ts';
import type { NoticeDetail } from './notice-chip.tsx';

type Comment = NoticeDetail['commentList'][number];
const REFRESH = ['notices.get', 'notices.list'] as const;

const REQUIRED = { required: true, whitespace: true };

interface Place {
  readonly tenantId: string;
  readonly noticeId: string;
}

interface Received {
  readonly text: string;
  readonly from?: string;
  readonly receivedOn: string;
}

/** A comment being written down: it stands under the others at once, marked as being saved. */
const useNewComment = (params: Place) => {
  const { t } = useTranslation();
  const { mutate, isPending, error, reset } = useCommand('notices.comment', REFRESH);
  const sent = useSentForm<'notices.comment', Received>(
    'notices.comment',
    { pending: isPending, error, reset },
    {
      title: t('notices.addComment'),
      isAbout: (input) => input.params?.noticeId === params.noticeId,
    },
  );
  return {
    ...sent,
    send(body: Received): void {
      mutate({ params: { ...params }, body }, { onError: sent.refused });
      sent.sent();
    },
  };
};

const NewCommentDialog = ({ comment }: { readonly comment: ReturnType<typeof useNewComment> }) => {
  const { t } = useTranslation();
  const required = [{ ...REQUIRED, message: t('validation.required') }];
  return (
    <FormDialog<Received>
      {...comment.dialog}
      initialValues={{ receivedOn: businessToday() }}
      onSubmit={comment.send}
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
  );
};

interface Settlement {
  readonly answer: string;
  readonly findingId?: string;
}

/** The answer to a comment, or the finding it is passed on to: stands under the comment at once. */
const useSettlement = (params: Place, commentId: string) => {
  const { t } = useTranslation();
  const { mutate, isPending, error, reset } = useCommand('notices.settle', REFRESH);
  const sent = useSentForm<'notices.settle', Settlement>(
    'notices.settle',
    { pending: isPending, error, reset },
    {
      title: t('notices.settle'),
      subject: commentId,
      isAbout: (input) => input.params?.commentId === commentId,
    },
  );
  return {
    ...sent,
    send(body: Settlement): void {
      mutate({ params: { ...params, commentId }, body }, { onError: sent.refused });
      sent.sent();
    },
  };
};

interface SettleProps {
  readonly place: Place;
  readonly comment: Comment;
  readonly settlement: ReturnType<typeof useSettlement>;
}

const SettleDialog = ({ place, comment, settlement }: SettleProps) => {
  const { t } = useTranslation();
  const preview = useOperation('notices.preview', { params: { ...place } });
  return (
    <FormDialog<Settlement>
      {...settlement.dialog}
      hint={
        <>
          <p className="wording">{comment.text}</p>
          {comment.status !== 'open' && !settlement.dialog.pending ? (
            <p className="wording">{t('sending.meanwhile', { text: comment.answer ?? '' })}</p>
          ) : null}
        </>
      }
      onSubmit={settlement.send}
    >
      <Form.Item
        name="answer"
        label={t('notices.answer')}
        rules={[{ ...REQUIRED, message: t('validation.required') }]}
      >
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
  );
};

interface RowProps {
  readonly place: Place;
  readonly comment: Comment;
  readonly mayComment: boolean;
}

const CommentRow = ({ place, comment, mayComment }: RowProps) => {
  const { t } = useTranslation();
  const settlement = useSettlement(place, comment.id);
  const maySettle = mayComment && comment.status === 'open';
  return (
    <li className="list-row list-row-split" data-testid="notice-comment">
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
          <Link to={`/t/${place.tenantId}/findings/${comment.findingId}`}>{t('notices.toFinding')}</Link>
        ) : null}
        <SentForm name="settlement" sent={settlement} may={maySettle}>
          {settlement.onWay?.input.body?.answer}
        </SentForm>
      </div>
      {maySettle ? (
        <Button loading={settlement.onWay !== undefined} onClick={settlement.show}>
          {t('notices.settle')}
        </Button>
      ) : null}
      {settlement.mounted ? <SettleDialog place={place} comment={comment} settlement={settlement} /> : null}
    </li>
  );
};

/** Comments that came in, each answered or passed on to a finding. */
export const NoticeComments = ({ notice }: { readonly notice: NoticeDetail }) => {
  const { t } = useTranslation();
  const place = { tenantId: notice.tenantId, noticeId: notice.id };
  const mayComment = notice.possible.includes('comment');
  const added = useNewComment(place);
  return (
    <section className="card" aria-labelledby="notice-comments">
      <div className="kind-head">
        <h2 id="notice-comments">{t('notices.comments')}</h2>
        {mayComment ? (
          <Button loading={added.onWay !== undefined} onClick={added.show}>
            {t('notices.addComment')}
          </Button>
        ) : null}
      </div>
      {notice.commentList.length === 0 && !added.onWay ? (
        <p className="muted">{t('notices.noComments')}</p>
      ) : null}
      <ul className="plain-list">
        {notice.commentList.map((comment) => (
          <CommentRow key={comment.id} place={place} comment={comment} mayComment={mayComment} />
        ))}
      </ul>
      <SentForm name="comment" sent={added} may={mayComment}>
        {added.onWay?.input.body?.text}
      </SentForm>
      {added.mounted ? <NewCommentDialog comment={added} /> : null}
    </section>
  );
};
