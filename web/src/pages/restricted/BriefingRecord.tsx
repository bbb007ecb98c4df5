import type { BodyInputOf, OutputOf } from '@xuncha/contracts';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { showInstant } from '../../components/dates.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { NamesInput } from '../../components/NamesInput.tsx';
import { listMark } from '../../i18n/punctuation.ts';
import { RecordFrame, type StepProps } from './RecordParts.tsx';
import { AboutFields, AddresseeField, LineField, ReasonField, TextField } from './restricted-fields.tsx';
import { StepDialog } from './StepDialog.tsx';

type Detail = OutputOf<'briefings.get'>;

const BriefingFields = () => {
  const { t } = useTranslation();
  return (
    <>
      <AddresseeField name="addressees" label={t('restricted.addressees')} many />
      <LineField name="subject" label={t('restricted.subject')} maxLength={100} />
      <TextField name="text" label={t('restricted.briefingText')} rows={10} />
      <Form.Item name="findingNos" label={t('restricted.findingNos')}>
        <NamesInput />
      </Form.Item>
    </>
  );
};

export const DraftBriefing = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <StepDialog<'briefings.draft', BodyInputOf<'briefings.draft'>>
      operation="briefings.draft"
      title={t('restricted.new.briefing')}
      toInput={(body) => ({ body })}
      onClose={onClose}
    >
      <AboutFields />
      <BriefingFields />
    </StepDialog>
  );
};

const BriefingStep = ({ step, detail, etag: ifMatch, onClose }: StepProps<Detail>) => {
  const { t } = useTranslation();
  const params = { briefingId: detail.id };
  const title = t(`restricted.step.${step}`);
  switch (step) {
    case 'change':
      return (
        <StepDialog<'briefings.change', BodyInputOf<'briefings.change'>>
          operation="briefings.change"
          title={t('restricted.event.briefing_changed')}
          initialValues={detail}
          toInput={(body) => ({ params, ifMatch, body })}
          onClose={onClose}
        >
          <BriefingFields />
        </StepDialog>
      );
    case 'issue':
    case 'receive':
      return (
        <StepDialog<'briefings.issue' | 'briefings.receive', object>
          operation={`briefings.${step}`}
          title={title}
          hint={t(step === 'issue' ? 'restricted.issueHint' : 'restricted.receiveHint')}
          toInput={() => ({ params, ifMatch })}
          onClose={onClose}
        />
      );
    case 'withdraw':
      return (
        <StepDialog<'briefings.withdraw', BodyInputOf<'briefings.withdraw'>>
          operation="briefings.withdraw"
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

export const BriefingRecord = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation();
  const query = useOperation('briefings.get', { params: { briefingId: id } }, { forget: true });
  return (
    <Loaded query={query}>
      {(detail, etag) => (
        <RecordFrame
          detail={detail}
          recordClass="briefing"
          title={detail.subject}
          facts={[
            [t('restricted.addressees'), detail.addressees.map((role) => t(`role.${role}`)).join(listMark())],
            [t('restricted.issuedAt'), detail.issuedAt && showInstant(detail.issuedAt)],
            [t('restricted.findingNos'), detail.findingNos.join(listMark())],
            [
              t('restricted.receipts'),
              detail.receipts
                .map(({ role, byName, at }) => `${t(`role.${role}`)} ${byName} ${showInstant(at)}`)
                .join('；'),
            ],
          ]}
          texts={[[t('restricted.briefingText'), detail.text]]}
          dialog={(step, close) => <BriefingStep step={step} detail={detail} etag={etag} onClose={close} />}
        />
      )}
    </Loaded>
  );
};
