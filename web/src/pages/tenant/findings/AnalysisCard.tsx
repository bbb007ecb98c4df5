import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { SentForm } from '../../../components/SentForm.tsx';
import { listMark } from '../../../i18n/punctuation.ts';
import { AnalysisDialog } from './AnalysisDialog.tsx';
import { useCan, useFinding } from './finding-context.ts';
import { useAnalysis } from './use-analysis.ts';

/** Root cause, goal and acceptance standard (E02, E03): entered here once, used by plan, lists and close-out. */
export const AnalysisCard = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { detail } = useFinding();
  const { finding, body } = detail;
  const { analysis, goal } = body;
  const form = useAnalysis();
  const mayEdit = can('findings.analyse');
  if (!analysis && !mayEdit && !form.mounted) return null;
  const planning = finding.state === 'acknowledged' || finding.state === 'planning';
  const incomplete =
    !analysis?.causes.length || !analysis.causeText || !goal || analysis.standard === undefined;
  const facts: [string, string | undefined][] = [
    [t('plan.analysis.causes'), analysis?.causes.map((cause) => t(`plan.cause.${cause}`)).join(listMark())],
    [t('plan.analysis.causeText'), analysis?.causeText],
    [t('plan.analysis.goal'), goal],
    [t('plan.analysis.standard'), analysis?.standard?.text],
  ];
  return (
    <section className="card" id="analysis" aria-labelledby="analysis-title">
      <div className="kind-head">
        <h2 id="analysis-title">{t('plan.analysis.title')}</h2>
        {mayEdit ? (
          <Button
            type={planning && incomplete ? 'primary' : 'default'}
            loading={form.onWay !== undefined}
            onClick={form.show}
          >
            {t('plan.analysis.edit')}
          </Button>
        ) : null}
      </div>
      {planning && incomplete ? <p className="due-near">{t('plan.analysis.missing')}</p> : null}
      <dl className="facts-list facts-wide">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="wording">{value || <span className="muted">{t('plan.notWritten')}</span>}</dd>
          </div>
        ))}
      </dl>
      <SentForm name="analysis" sent={form} may={mayEdit} />
      {form.mounted ? <AnalysisDialog form={form} /> : null}
    </section>
  );
};
