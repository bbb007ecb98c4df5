import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { usePlan, usePlanCan, usePlanCommand } from './plan-context.ts';

interface Values {
  readonly goals: string;
  readonly organisation: string;
}

const TextsDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { plan } = usePlan();
  const { send, params, pending, error } = usePlanCommand('plans.edit');
  return (
    <FormDialog<Values>
      open
      width={720}
      title={t('plan.edit')}
      submitText={t('action.save')}
      initialValues={{ goals: plan.goals, organisation: plan.organisation }}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, () => {
          toast.success(t('plan.saved'));
          onClose();
        })
      }
    >
      <HelpedItem rule="planGoals" name="goals" label={t('plan.goals')}>
        <Input.TextArea rows={6} maxLength={4000} showCount />
      </HelpedItem>
      <HelpedItem rule="planOrganisation" name="organisation" label={t('plan.organisation')}>
        <Input.TextArea rows={6} maxLength={4000} showCount />
      </HelpedItem>
    </FormDialog>
  );
};

/** Overall goals and organisation: what the plan says beside its findings. */
export const PlanTexts = () => {
  const { t } = useTranslation();
  const can = usePlanCan();
  const { plan } = usePlan();
  const [editing, setEditing] = useState(false);
  const texts = [
    [t('plan.goals'), plan.goals],
    [t('plan.organisation'), plan.organisation],
  ] as const;
  return (
    <section className="card" id="whole" aria-labelledby="whole-title">
      <div className="kind-head">
        <h2 id="whole-title">{t('plan.whole')}</h2>
        {can('plans.edit') ? <Button onClick={() => setEditing(true)}>{t('plan.edit')}</Button> : null}
      </div>
      <dl className="facts-list facts-wide">
        {texts.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="wording">{text || <span className="muted">{t('plan.notWritten')}</span>}</dd>
          </div>
        ))}
      </dl>
      {editing ? <TextsDialog onClose={() => setEditing(false)} /> : null}
    </section>
  );
};
