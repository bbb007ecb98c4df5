import type { CallInput } from '@xuncha/contracts';
import { statusAt } from '@xuncha/domain';
import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../../api/shown-at-once.ts';
import type { Measure } from '../../../../api/types.ts';
import { useSending } from '../../../../api/use-sending.ts';
import { useFormShownAtOnce } from '../../../../components/use-form-shown-at-once.ts';
import { useToast } from '../../../../components/use-toast.ts';
import { useHasDraft } from '../../../../drafts/use-has-draft.ts';
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
  const form = useFormShownAtOnce(command);
  const sending = useSending('measures.report', ({ params }) => params?.measureId === measure.id);
  const typed = useHasDraft(t('measure.reportTitle', { seq: measure.seq }));
  const [fields] = Form.useForm<ReportValues>();
  const onWay = sending?.status === 'saving' || sending?.status === 'retrying';
  return {
    form,
    pending: command.pending,
    error: command.error,
    /** On its way to the server, also since before the page was left and opened again. */
    onWay: onWay ? sending : undefined,
    /** Typed, and neither arrived nor on its way. */
    unsent: typed && !onWay && !form.open,
    /** Why it did not arrive, where it was sent. */
    failure: sending?.status === 'failed' ? sending.error : null,
    fields,
    send(body: NonNullable<CallInput<'measures.report'>['body']>): void {
      const params = { ...command.params, measureId: measure.id };
      command.send({ params, body }, () => toast.success(t('measure.reported')), form.refused);
      form.sent();
    },
    /** The same once more, under the key of the first time; only while the form still holds it. */
    again: command.error ? fields.submit : undefined,
  };
};

export type MeasureReport = ReturnType<typeof useMeasureReport>;
