import type { CallInput } from '@xuncha/contracts';
import type { RootCause, TermClass } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../api/shown-at-once.ts';
import { useSentForm } from '../../../components/use-sent-form.ts';
import { useToast } from '../../../components/use-toast.ts';
import { type PartOf, useFinding, useFindingCommand } from './finding-context.ts';

export interface AnalysisValues {
  readonly termClass: TermClass;
  readonly causes?: RootCause[];
  readonly causeText?: string;
  readonly goal?: string;
  readonly standard?: string;
}

const ANALYSED_AT_ONCE: ShownAtOnce<'findings.analyse', 'findings.get'> = {
  operation: 'findings.get',
  as: (before, { params, body }) => {
    if (!body || before.finding.id !== params?.findingId) return before;
    const { termClass, goal, ...analysis } = body;
    return {
      ...before,
      finding: { ...before.finding, termClass },
      body: { ...before.body, goal, analysis },
    };
  },
};

const analysisOf: PartOf<'findings.analyse'> = ({ finding, body }) => [
  finding.termClass,
  body.goal,
  body.analysis,
];

/** Entering causes, goal, standard and class. */
export const useAnalysis = () => {
  const { t } = useTranslation();
  const toast = useToast();
  const { findingId } = useFinding();
  const command = useFindingCommand('findings.analyse', ANALYSED_AT_ONCE, analysisOf);
  const sent = useSentForm<'findings.analyse', AnalysisValues>('findings.analyse', command, {
    title: t('plan.analysis.edit'),
    isAbout: ({ params }) => params?.findingId === findingId,
  });
  return {
    ...sent,
    send(body: NonNullable<CallInput<'findings.analyse'>['body']>): void {
      command.send({ params: command.params, body }, () => toast.success(t('plan.saved')), sent.refused);
      sent.sent();
    },
  };
};
