import type { CallInput } from '@xuncha/contracts';
import { statusAt } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../../api/shown-at-once.ts';
import type { Measure } from '../../../../api/types.ts';
import { useSentForm } from '../../../../components/use-sent-form.ts';
import { useToast } from '../../../../components/use-toast.ts';
import { useFindingCommand } from '../finding-context.ts';

/** The measure is as far as was reported, before the server has said so; what follows from it only the server says. */
const REPORTED_AT_ONCE: ShownAtOnce<'measures.report', 'findings.get'> = {
  operation: 'findings.get',
  as: (before, { params, body }) =>
    body && before.finding.id === params?.findingId
      ? {
          ...before,
          measures: before.measures.map((measure) =>
            measure.id === params.measureId
              ? {
                  ...measure,
                  progress: body.progress,
                  status: statusAt(body.progress),
                  result: body.result ?? measure.result,
                }
              : measure,
          ),
        }
      : before,
};

export interface ReportValues {
  readonly progress: number;
  readonly note?: string;
  readonly evidenceIds?: string[];
  readonly result?: string;
}

/** Reporting on one measure: the form, what is on its way, and what was typed and has not arrived. */
export const useMeasureReport = (measure: Pick<Measure, 'id' | 'seq'>) => {
  const { t } = useTranslation();
  const toast = useToast();
  const command = useFindingCommand('measures.report', REPORTED_AT_ONCE);
  const sent = useSentForm<'measures.report', ReportValues>('measures.report', command, {
    title: t('measure.reportTitle', { seq: measure.seq }),
    isAbout: ({ params }) => params?.measureId === measure.id,
  });
  return {
    ...sent,
    send(body: NonNullable<CallInput<'measures.report'>['body']>): void {
      const params = { ...command.params, measureId: measure.id };
      command.send({ params, body }, () => toast.success(t('measure.reported')), sent.refused);
      sent.sent();
    },
  };
};

export type MeasureReport = ReturnType<typeof useMeasureReport>;
