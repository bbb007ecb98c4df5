import type { BodyInputOf, OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { DueText } from '../../components/DueText.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { listMark } from '../../i18n/punctuation.ts';
import { inWords } from '../../i18n/server-words.ts';
import { RecordFrame, type StepProps } from './RecordParts.tsx';
import { AboutFields, AddresseeField, LineField, ReasonField, TextField } from './restricted-fields.tsx';
import { StepDialog } from './StepDialog.tsx';

type Detail = OutputOf<'referrals.get'>;

const ReferralFields = () => {
  const { t } = useTranslation();
  return (
    <>
      <AddresseeField name="recipient" label={t('restricted.recipient')} />
      <AddresseeField name="copies" label={t('restricted.copies')} many optional />
      <LineField name="subject" label={t('restricted.subject')} maxLength={100} />
      <TextField name="summary" label={t('restricted.summary')} rows={8} />
    </>
  );
};

export const SendReferral = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <StepDialog<'referrals.send', BodyInputOf<'referrals.send'>>
      operation="referrals.send"
      title={t('restricted.new.referral')}
      hint={t('restricted.sendHint')}
      toInput={(body) => ({ body })}
      onClose={onClose}
    >
      <AboutFields />
      <ReferralFields />
    </StepDialog>
  );
};

const ReferralStep = ({ step, detail, etag: ifMatch, onClose }: StepProps<Detail>) => {
  const { t } = useTranslation();
  const params = { referralId: detail.id };
  const title = t(`restricted.step.${step}`);
  switch (step) {
    case 'receive':
      return (
        <StepDialog<'referrals.receive', object>
          operation="referrals.receive"
          title={title}
          hint={t('restricted.receiveHint')}
          toInput={() => ({ params, ifMatch })}
          onClose={onClose}
        />
      );
    case 'reply':
      return (
        <StepDialog<'referrals.reply', BodyInputOf<'referrals.reply'>>
          operation="referrals.reply"
          title={title}
          toInput={(body) => ({ params, ifMatch, body })}
          onClose={onClose}
        >
          <TextField name="text" label={t('restricted.replyText')} rows={8} />
        </StepDialog>
      );
    case 'resend':
      return (
        <StepDialog<'referrals.resend', BodyInputOf<'referrals.resend'>>
          operation="referrals.resend"
          title={title}
          hint={t('restricted.sendHint')}
          initialValues={detail}
          toInput={(body) => ({ params, ifMatch, body })}
          onClose={onClose}
        >
          <ReferralFields />
        </StepDialog>
      );
    case 'return':
    case 'withdraw':
      return (
        <StepDialog<'referrals.return' | 'referrals.withdraw', BodyInputOf<'referrals.return'>>
          operation={`referrals.${step}`}
          title={title}
          danger
          toInput={(body) => ({ params, ifMatch, body })}
          onClose={onClose}
        >
          <ReasonField />
        </StepDialog>
      );
    default:
      return null;
  }
};

export const ReferralRecord = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation();
  const query = useOperation('referrals.get', { params: { referralId: id } }, { forget: true });
  return (
    <Loaded query={query}>
      {(detail, etag) => (
        <RecordFrame
          detail={detail}
          recordClass="referral"
          title={detail.subject}
          facts={[
            [t('restricted.recipient'), t(`role.${detail.recipient}`)],
            [t('restricted.copies'), detail.copies.map((role) => t(`role.${role}`)).join(listMark())],
            [t('restricted.sentOn'), detail.sentOn],
            [
              t('restricted.replyDue'),
              <DueText
                key="due"
                due={detail.replyDue}
                overdue={detail.overdue}
                ended={detail.state === 'replied' || detail.state === 'withdrawn'}
              />,
            ],
            [t('restricted.receivedOn'), detail.receivedOn],
            [
              t('restricted.repliedOn'),
              detail.reply &&
                `${detail.reply.on} ${detail.reply.byName}${detail.reply.late ? t('restricted.late') : ''}`,
            ],
            [t('restricted.returnReason'), detail.returnReason],
          ]}
          note={inWords(detail.replyDueWhy)}
          texts={[
            [t('restricted.summary'), detail.summary],
            [t('restricted.replyText'), detail.reply?.text],
          ]}
          dialog={(step, close) => <ReferralStep step={step} detail={detail} etag={etag} onClose={close} />}
        />
      )}
    </Loaded>
  );
};
