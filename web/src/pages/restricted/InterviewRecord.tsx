import type { BodyInputOf, OutputOf } from '@xuncha/contracts';
import { Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { businessToday } from '../../components/dates.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { inBrackets, listMark } from '../../i18n/punctuation.ts';
import { RecordFrame, type StepProps } from './RecordParts.tsx';
import {
  AboutFields,
  DateField,
  LineField,
  PeopleField,
  ReasonField,
  TextField,
  useMembershipsOf,
} from './restricted-fields.tsx';
import { StepDialog } from './StepDialog.tsx';

type Detail = OutputOf<'interviews.get'>;
type PlanValues = Omit<BodyInputOf<'interviews.plan'>, 'topics'> & { readonly topics: string };

const topicsOf = (text: string): string[] =>
  text
    .split('\n')
    .map((topic) => topic.trim())
    .filter(Boolean);

const PlanFields = () => {
  const { t } = useTranslation();
  return (
    <>
      <LineField name="interviewee" label={t('restricted.interviewee')} maxLength={30} />
      <LineField name="post" label={t('field.post')} maxLength={60} />
      <PeopleField
        name="interviewerIds"
        label={t('restricted.interviewers')}
        extra={t('restricted.interviewersHint')}
      />
      <DateField name="date" label={t('restricted.plannedDate')} />
      <LineField name="place" label={t('restricted.place')} maxLength={100} />
      <TextField
        name="topics"
        label={t('restricted.topics')}
        extra={t('restricted.topicsHint')}
        rows={4}
        maxLength={2000}
      />
    </>
  );
};

export const PlanInterview = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <StepDialog<'interviews.plan', PlanValues>
      operation="interviews.plan"
      title={t('restricted.new.interview')}
      initialValues={{ date: businessToday() }}
      toInput={(values) => ({ body: { ...values, topics: topicsOf(values.topics) } })}
      onClose={onClose}
    >
      <AboutFields />
      <PlanFields />
    </StepDialog>
  );
};

const ChangePlan = ({ detail, etag: ifMatch, onClose }: Omit<StepProps<Detail>, 'step'>) => {
  const { t } = useTranslation();
  const interviewerIds = useMembershipsOf(detail.interviewers);
  if (!interviewerIds) return null;
  const params = { interviewId: detail.id };
  return (
    <StepDialog<'interviews.change', PlanValues>
      operation="interviews.change"
      title={t('restricted.event.interview_changed')}
      initialValues={{ ...detail, interviewerIds, topics: detail.topics.join('\n') }}
      toInput={(values) => ({ params, ifMatch, body: { ...values, topics: topicsOf(values.topics) } })}
      onClose={onClose}
    >
      <PlanFields />
    </StepDialog>
  );
};

const SignedFields = () => {
  const { t } = useTranslation();
  const signed = Form.useWatch<boolean>('signed');
  return (
    <>
      <TextField name="text" label={t('restricted.recordText')} rows={10} />
      <Form.Item name="signed" label={t('restricted.signed')}>
        <Radio.Group
          options={[
            { value: true, label: t('restricted.signedYes') },
            { value: false, label: t('restricted.signedNo') },
          ]}
        />
      </Form.Item>
      {signed === false ? (
        <TextField name="unsignedReason" label={t('restricted.unsignedReason')} rows={2} maxLength={500} />
      ) : null}
    </>
  );
};

const InterviewStep = ({ step, detail, etag: ifMatch, onClose }: StepProps<Detail>) => {
  const { t } = useTranslation();
  const params = { interviewId: detail.id };
  const title = t(`restricted.step.${step}`);
  switch (step) {
    case 'change':
      return <ChangePlan detail={detail} etag={ifMatch} onClose={onClose} />;
    case 'hold':
      return (
        <StepDialog<'interviews.hold', BodyInputOf<'interviews.hold'>>
          operation="interviews.hold"
          title={title}
          initialValues={{ heldOn: businessToday() }}
          toInput={(body) => ({ params, ifMatch, body })}
          onClose={onClose}
        >
          <DateField name="heldOn" label={t('restricted.heldOn')} />
        </StepDialog>
      );
    case 'record':
      return (
        <StepDialog<'interviews.record', BodyInputOf<'interviews.record'>>
          operation="interviews.record"
          title={detail.record ? t('restricted.recordAgain') : title}
          hint={t('restricted.recordHint')}
          initialValues={{ text: detail.record?.text, signed: true }}
          toInput={(body) => ({ params, ifMatch, body })}
          onClose={onClose}
        >
          <SignedFields />
        </StepDialog>
      );
    case 'cancel':
    case 'withdraw':
      return (
        <StepDialog<'interviews.cancel' | 'interviews.withdraw', BodyInputOf<'interviews.cancel'>>
          operation={`interviews.${step}`}
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

export const InterviewRecord = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation();
  const query = useOperation('interviews.get', { params: { interviewId: id } }, { forget: true });
  return (
    <Loaded query={query}>
      {(detail, etag) => (
        <RecordFrame
          detail={detail}
          recordClass="interview"
          title={t('restricted.interviewTitle', { name: detail.interviewee })}
          facts={[
            [t('restricted.interviewee'), `${detail.interviewee}${inBrackets(detail.post)}`],
            [t('restricted.interviewers'), detail.interviewers.map(({ name }) => name).join(listMark())],
            [t('restricted.plannedDate'), detail.date],
            [t('restricted.heldOn'), detail.heldOn],
            [t('restricted.place'), detail.place],
            [
              t('restricted.signed'),
              detail.record?.signed
                ? t('restricted.signedYes')
                : detail.record &&
                  `${t('restricted.signedNo')}${inBrackets(detail.record.unsignedReason ?? '')}`,
            ],
            [t('restricted.cancelReason'), detail.cancelReason],
          ]}
          renamed={detail.record ? { record: t('restricted.recordAgain') } : {}}
          texts={[
            [t('restricted.topics'), detail.topics.join('\n')],
            [t('restricted.recordText'), detail.record?.text],
          ]}
          dialog={(step, close) => <InterviewStep step={step} detail={detail} etag={etag} onClose={close} />}
        />
      )}
    </Loaded>
  );
};
