import { missingResponsibility } from '@xuncha/domain';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { SentForm } from '../../../components/SentForm.tsx';
import { listMark } from '../../../i18n/punctuation.ts';
import { useCan, useFinding } from './finding-context.ts';
import { ResponsibilityDialog } from './ResponsibilityDialog.tsx';
import { useResponsibility } from './use-responsibility.ts';

/** Who answers for the finding (A04). */
export const ResponsibilityCard = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { detail } = useFinding();
  const { responsibility, state } = detail.finding;
  const form = useResponsibility();
  const planning = state === 'acknowledged' || state === 'planning';
  const incomplete = planning && missingResponsibility(responsibility).length > 0;
  const facts: [string, string | undefined][] = [
    [t('field.principal'), responsibility.principalName],
    [t('field.leader'), responsibility.leaderName],
    [t('field.department'), responsibility.departmentName ?? detail.finding.departmentName],
    [t('field.supporting'), responsibility.supportingDepartments.join(listMark()) || '—'],
    [t('field.handler'), responsibility.handlerName],
  ];
  return (
    <section className="card" id="responsibility" aria-labelledby="responsibility-title">
      <div className="kind-head">
        <h2 id="responsibility-title">{t('finding.responsibility')}</h2>
        {can('findings.assign') ? (
          <Button
            data-mends="assign"
            type={incomplete ? 'primary' : 'default'}
            loading={form.onWay !== undefined}
            onClick={form.show}
          >
            {t('responsibility.title')}
          </Button>
        ) : null}
      </div>
      {incomplete ? <p className="due-near">{t('finding.responsibilityMissing')}</p> : null}
      <dl className="facts-list">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? <span className="muted">{t('finding.unassigned')}</span>}</dd>
          </div>
        ))}
      </dl>
      <SentForm name="assign" sent={form} may={can('findings.assign')} />
      {form.mounted ? <ResponsibilityDialog form={form} /> : null}
    </section>
  );
};
