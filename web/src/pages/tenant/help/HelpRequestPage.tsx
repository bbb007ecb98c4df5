import { type OperationId, ProblemError } from '@xuncha/contracts';
import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { HelpDetail } from '../../../api/types.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { showInstant } from '../../../components/dates.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { SentForm } from '../../../components/SentForm.tsx';
import { useSentForm } from '../../../components/use-sent-form.ts';
import { useToast } from '../../../components/use-toast.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { meetingTabPath } from '../unit-meetings/meeting-tabs.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { HelpStatusChip } from './HelpStatusChip.tsx';

const REFRESH: readonly OperationId[] = ['help.get', 'help.list', 'inbox.list', 'matters.ofFinding'];

interface Place {
  readonly tenantId: string;
  readonly helpId: string;
}
interface DialogProps {
  readonly place: Place;
  readonly onClose: () => void;
}

/** Answering: the answer stands among the others at once, marked as being saved. */
const useReply = (place: Place) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { mutate, isPending, error, reset } = useCommand('help.reply', REFRESH);
  const sent = useSentForm<'help.reply', { reason: string }>(
    'help.reply',
    { pending: isPending, error, reset },
    { title: t('help.reply'), isAbout: ({ params }) => params?.helpId === place.helpId },
  );
  return {
    ...sent,
    send(text: string): void {
      mutate(
        { params: { ...place }, body: { text } },
        { onSuccess: () => toast.success(t('help.replied')), onError: sent.refused },
      );
      sent.sent();
    },
  };
};
type Reply = ReturnType<typeof useReply>;

const ReplyDialog = ({ reply, detail }: { readonly reply: Reply; readonly detail: HelpDetail }) => {
  const { t } = useTranslation();
  const { error } = reply.dialog;
  const { status, replyList } = detail.help;
  const overtaken = error instanceof ProblemError && error.code === 'help_state' && status === 'answered';
  const theirs = overtaken ? replyList.at(-1) : undefined;
  return (
    <ReasonDialog
      {...reply.dialog}
      label={t('help.replyText')}
      maxLength={4000}
      hint={
        theirs ? (
          <p className="wording">{t('sending.meanwhile', { text: `${theirs.byName} ${theirs.text}` })}</p>
        ) : undefined
      }
      onSubmit={reply.send}
    />
  );
};

const SettleDialog = ({ place, onClose }: DialogProps) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { mutate, isPending, error } = useCommand('help.settle', REFRESH);
  const required = { required: true, message: t('validation.required') };
  return (
    <FormDialog<{ outcome: 'settled' | 'again'; reason: string }>
      open
      title={t('help.settle')}
      pending={isPending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        mutate(
          { params: place, body },
          {
            onSuccess: () => {
              toast.success(t('finding.saved'));
              onClose();
            },
          },
        )
      }
    >
      <Form.Item name="outcome" label={t('course.outcome')} rules={[required]}>
        <Radio.Group
          options={[
            { value: 'settled', label: t('help.helped') },
            { value: 'again', label: t('help.again') },
          ]}
        />
      </Form.Item>
      <Form.Item name="reason" label={t('help.note')} rules={[{ ...required, whitespace: true }]}>
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
    </FormDialog>
  );
};

const WithdrawDialog = ({ place, onClose }: DialogProps) => {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useCommand('help.withdraw', REFRESH);
  return (
    <ReasonDialog
      open
      title={t('help.withdraw')}
      pending={isPending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) => mutate({ params: place, body: { reason } }, { onSuccess: onClose })}
    />
  );
};

const DIALOGS = { 'help.settle': SettleDialog, 'help.withdraw': WithdrawDialog };

interface ActionsProps {
  readonly place: Place;
  readonly possible: readonly string[];
  readonly reply: Reply;
}

const Actions = ({ place, possible, reply }: ActionsProps) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const actions = [
    { operation: 'help.settle', label: t('help.settle') },
    { operation: 'help.withdraw', label: t('help.withdraw') },
  ] as const;
  const Dialog = open && DIALOGS[open];
  return (
    <div className="actions">
      {possible.includes('help.reply') ? (
        <Button type="primary" loading={reply.onWay !== undefined} onClick={reply.show}>
          {t('help.reply')}
        </Button>
      ) : null}
      {actions
        .filter(({ operation }) => possible.includes(operation))
        .map(({ operation, label }) => (
          <Button
            key={operation}
            type={operation === 'help.withdraw' ? 'default' : 'primary'}
            onClick={() => setOpen(operation)}
          >
            {label}
          </Button>
        ))}
      {Dialog ? <Dialog place={place} onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
};

export const HelpRequest = ({ place, detail }: { readonly place: Place; readonly detail: HelpDetail }) => {
  const { t } = useTranslation();
  const { help, files, possible } = detail;
  const [findingId] = help.findingIds;
  const reply = useReply(place);
  return (
    <>
      <PageHeader
        back={
          help.kind === 'guidance'
            ? { to: meetingTabPath(place.tenantId, 'guidance'), label: t('unitMeetings.tabs.guidance') }
            : { to: mattersPath(place.tenantId, 'help'), label: t('help.title') }
        }
        title={inWords(help.title)}
        printable
        intro={
          <div className="facts">
            <HelpStatusChip status={help.status} />
            <span>
              {t(`help.askedOf.${help.kind}`, {
                name: help.createdByName,
                target: inWords(help.target.name),
              })}
            </span>
            {help.due ? (
              <span>
                {t('help.due')} <DueText due={help.due.date} overdue={help.overdue} />
              </span>
            ) : null}
            {help.due ? (
              <details className="why">
                <summary>{t('finding.dueWhy')}</summary>
                <p>{inWords(help.due.why)}</p>
              </details>
            ) : null}
          </div>
        }
      />
      <section className="card" aria-labelledby="question-title">
        <h2 id="question-title">{t(`help.question.${help.kind}`)}</h2>
        <p className="wording">{help.question}</p>
        {findingId ? (
          <Link to={`/t/${place.tenantId}/findings/${findingId}`}>{t('help.toFinding')}</Link>
        ) : null}
        <Actions place={place} possible={possible} reply={reply} />
        {reply.mounted ? <ReplyDialog reply={reply} detail={detail} /> : null}
      </section>
      <section className="card" aria-labelledby="replies-title">
        <h2 id="replies-title">{t('help.replies')}</h2>
        {help.replyList.length === 0 && !reply.onWay ? <p className="muted">{t('help.noReply')}</p> : null}
        <ol className="timeline">
          {help.replyList.map(({ no, text, byName, at, askedOn }) => (
            <li key={no} data-testid="help-reply">
              <p className="wording">{text}</p>
              <p className="muted">
                {byName} · {showInstant(at)}
              </p>
              {askedOn ? <p>{t('help.askedOn', { reason: askedOn.reason })}</p> : null}
            </li>
          ))}
        </ol>
        <SentForm name="reply" sent={reply} may={possible.includes('help.reply')}>
          {reply.onWay?.input.body?.text}
        </SentForm>
        {help.ended ? (
          <p>
            {t('help.ended', { name: help.ended.byName, reason: help.ended.reason })}{' '}
            <span className="muted">{showInstant(help.ended.at)}</span>
          </p>
        ) : null}
      </section>
      <section className="card" aria-labelledby="files-title">
        <h2 id="files-title">{t('help.files')}</h2>
        <MatterFiles
          tenantId={place.tenantId}
          matterId={place.helpId}
          files={files}
          purpose={help.open ? 'help' : undefined}
          refresh={['help.get']}
        />
      </section>
    </>
  );
};

const HelpRequestLoaded = (place: Place) => {
  const query = useOperation('help.get', { params: { ...place } });
  return <Loaded query={query}>{(detail) => <HelpRequest place={place} detail={detail} />}</Loaded>;
};

/** Routes /t/:tenantId/help-requests/:helpId and /t/:tenantId/guidance/:helpId. */
export default function HelpRequestPage() {
  const tenantId = useTenantId();
  const { helpId = '' } = useParams();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <HelpRequestLoaded key={helpId} tenantId={tenantId} helpId={helpId} />
    </RequireAction>
  );
}
