import { useTranslation } from 'react-i18next';
import type { ImportSummary } from '../../../api/types.ts';

const STEPS = ['upload', 'mapping', 'preview', 'commit'] as const;

/** Index of the step a status stands at; past the last one when all is done. */
const stepOf = (status: ImportSummary['status']): number => {
  if (status === 'awaiting_upload') return 0;
  if (status === 'uploaded' || status === 'reading' || status === 'failed') return 1;
  if (status === 'previewed') return 2;
  return status === 'committing' ? 3 : STEPS.length;
};

/** How far the import has come. */
export const WizardSteps = ({ status }: { readonly status: ImportSummary['status'] }) => {
  const { t } = useTranslation();
  const at = stepOf(status);
  return (
    <ol className="stepper stepper-plain">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={`step step-${index < at ? 'finish' : index === at ? 'process' : 'wait'}`}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className="step-title">{t(`imports.step.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
};
