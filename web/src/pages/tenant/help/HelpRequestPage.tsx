import type { OperationId } from '@xuncha/contracts';
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

const ReplyDialog = ({ place, onClose }: DialogProps) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { mutate, isPending, error } = useCommand('help.reply', REFRESH);
  return (
    <ReasonDialog
      open
      title={t('help.reply')}
      label={t('help.replyText')}
      pending={isPending}
      error={error}
      onClose={onClose}
      onSubmit={(text) =>
        mutate(
          { params: place, body: { text } },
          {
            onSuccess: () => {
              toast.success(t('help.replied'));
              onClose();
            },
          },
        )
      }
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

const DIALOGS = { 'help.reply': ReplyDialog, 'help.settle': SettleDialog, 'help.withdraw': WithdrawDialog };

const Actions = ({ place, possible }: { readonly place: Place; readonly possible: readonly string[] }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const actions = [
    { operation: 'help.reply', label: t('help.reply') },
    { operation: 'help.settle', label: t('help.settle') },
    { operation: 'help.withdraw', label: t('help.withdraw') },
  ] as const;
  const Dialog = open && DIALOGS[open];
  return (
    <div className="actions">
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

const HelpRequest = ({ place, detail }: { readonly place: Place; readonly detail: HelpDetail }) => {
  const { t } = useTranslation();
  const { help, files, possible } = detail;
  const [findingId] = help.findingIds;
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
        <Actions place={place} possible={possible} />
      </section>
      <section className="card" aria-labelledby="replies-title">
        <h2 id="replies-title">{t('help.replies')}</h2>
        {help.replyList.length === 0 ? <p className="muted">{t('help.noReply')}</p> : null}
        <ol className="timeline">
          {help.replyList.map((reply) => (
            <li key={reply.no} data-testid="help-reply">
              <p className="wording">{reply.text}</p>
              <p className="muted">
                {reply.byName} · {showInstant(reply.at)}
              </p>
              {reply.askedOn ? <p>{t('help.askedOn', { reason: reply.askedOn.reason })}</p> : null}
            </li>
          ))}
        </ol>
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
