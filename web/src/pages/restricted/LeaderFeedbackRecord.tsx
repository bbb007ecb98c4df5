import type { BodyInputOf, OutputOf } from '@xuncha/contracts';
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

type Detail = OutputOf<'leaderFeedback.get'>;

const FeedbackFields = () => {
  const { t } = useTranslation();
  return (
    <>
      <LineField name="leader" label={t('restricted.leader')} maxLength={30} />
      <LineField name="post" label={t('field.post')} maxLength={60} />
      <PeopleField name="giverIds" label={t('restricted.givers')} />
      <DateField name="date" label={t('restricted.feedbackDate')} />
      <LineField name="place" label={t('restricted.place')} maxLength={100} />
      <TextField name="points" label={t('restricted.points')} rows={8} />
      <TextField name="response" label={t('restricted.response')} rows={4} maxLength={5000} optional />
    </>
  );
};

export const AddLeaderFeedback = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  return (
    <StepDialog<'leaderFeedback.add', BodyInputOf<'leaderFeedback.add'>>
      operation="leaderFeedback.add"
      title={t('restricted.new.leader_feedback')}
      initialValues={{ date: businessToday() }}
      toInput={(body) => ({ body })}
      onClose={onClose}
    >
      <AboutFields />
      <FeedbackFields />
    </StepDialog>
  );
};

const FeedbackStep = ({ step, detail, etag: ifMatch, onClose }: StepProps<Detail>) => {
  const { t } = useTranslation();
  const giverIds = useMembershipsOf(detail.givers);
  const params = { feedbackId: detail.id };
  if (!giverIds) return null;
  const title = t(`restricted.step.${step}`);
  return step === 'change' ? (
    <StepDialog<'leaderFeedback.change', BodyInputOf<'leaderFeedback.change'>>
      operation="leaderFeedback.change"
      title={t('restricted.event.leader_feedback_changed')}
      initialValues={{ ...detail, giverIds }}
      toInput={(body) => ({ params, ifMatch, body })}
      onClose={onClose}
    >
      <FeedbackFields />
    </StepDialog>
  ) : (
    <StepDialog<'leaderFeedback.withdraw', BodyInputOf<'leaderFeedback.withdraw'>>
      operation="leaderFeedback.withdraw"
      title={title}
      danger
      toInput={(body) => ({ params, ifMatch, body })}
      onClose={onClose}
    >
      <ReasonField />
    </StepDialog>
  );
};

export const LeaderFeedbackRecord = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation();
  const query = useOperation('leaderFeedback.get', { params: { feedbackId: id } }, { forget: true });
  return (
    <Loaded query={query}>
      {(detail, etag) => (
        <RecordFrame
          detail={detail}
          recordClass="leader_feedback"
          title={t('restricted.feedbackTitle', { name: detail.leader })}
          facts={[
            [t('restricted.leader'), `${detail.leader}${inBrackets(detail.post)}`],
            [t('restricted.givers'), detail.givers.map(({ name }) => name).join(listMark())],
            [t('restricted.feedbackDate'), detail.date],
            [t('restricted.place'), detail.place],
          ]}
          texts={[
            [t('restricted.points'), detail.points],
            [t('restricted.response'), detail.response],
          ]}
          dialog={(step, close) => <FeedbackStep step={step} detail={detail} etag={etag} onClose={close} />}
        />
      )}
    </Loaded>
  );
};
