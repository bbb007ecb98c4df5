import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/me.ts';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { usePlan, usePlanCommand } from './plan-context.ts';

export type PlanDecisionKind = 'committee' | 'opinion' | 'review';

interface Values {
  readonly outcome: 'approve' | 'return';
  readonly text?: string;
  readonly meetingDate?: string;
}
interface Props {
  readonly kind: PlanDecisionKind;
  readonly onClose: () => void;
}

/** Committee, opinion and review of the version at hand: the hash of what was seen goes with the decision. */
export const DecisionDialog = ({ kind, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const me = useMe();
  const { plan } = usePlan();
  const approve = usePlanCommand('plans.approve');
  const opine = usePlanCommand('plans.opine');
  const review = usePlanCommand('plans.review');
  const [form] = Form.useForm<Values>();
  const outcome = Form.useWatch('outcome', form) ?? 'approve';
  const office = plan.missingOpinions.find((one) => me.current.roles.some((role) => role === one));
  const submit = ({ meetingDate, ...values }: Values) => {
    const decision = { ...values, hash: plan.hash ?? '' };
    const done = () => {
      toast.success(t('plan.decided'));
      onClose();
    };
    const { params } = approve;
    if (kind === 'committee') approve.send({ params, body: { ...decision, meetingDate } }, done);
    else if (kind === 'review') review.send({ params, body: decision }, done);
    else if (office) opine.send({ params, body: { ...decision, office } }, done);
  };
  const required = { required: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      form={form}
      title={t(`plan.decide.${kind}`)}
      submitText={t('action.submit')}
      initialValues={{ outcome: 'approve', meetingDate: businessToday() }}
      pending={approve.pending || opine.pending || review.pending}
      error={approve.error ?? opine.error ?? review.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Form.Item name="outcome" label={t('plan.decision')} rules={[required]}>
        <Radio.Group
          options={[
            { value: 'approve', label: t('plan.outcome.approve') },
            { value: 'return', label: t('plan.outcome.return') },
          ]}
        />
      </Form.Item>
      {kind === 'committee' ? (
        <Form.Item
          name="meetingDate"
          label={t('plan.meetingDate')}
          rules={outcome === 'approve' ? [required] : []}
        >
          <DateInput max={businessToday()} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="text"
        label={t('plan.decisionText')}
        extra={t('plan.decisionTextHint')}
        rules={outcome === 'return' ? [{ ...required, whitespace: true }] : []}
      >
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </Form.Item>
    </FormDialog>
  );
};
