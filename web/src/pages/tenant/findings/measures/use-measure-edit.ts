import type { CallInput } from '@xuncha/contracts';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../../api/shown-at-once.ts';
import type { Measure, StageTarget } from '../../../../api/types.ts';
import { useSentForm } from '../../../../components/use-sent-form.ts';
import { useToast } from '../../../../components/use-toast.ts';
import { type PartOf, useFinding, useFindingCommand } from '../finding-context.ts';

export interface MeasureValues {
  readonly text: string;
  readonly term: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly supportingDepartments?: string[];
  readonly handlerName?: string;
  readonly stages?: StageTarget[];
}
type Body = NonNullable<CallInput<'measures.edit'>['body']>;

/** A measure as its form has it. */
export const valuesOf = (measure: Measure): MeasureValues => ({
  text: measure.text,
  term: measure.term.original ?? measure.term.date ?? '',
  leaderName: measure.leaderName,
  departmentId: measure.departmentId,
  supportingDepartments: measure.supportingDepartments,
  handlerName: measure.handlerName,
  stages: measure.stages,
});

/** The measure as it was typed. A term in other words is shown in these: which date they mean, the server says. */
const edited = (measure: Measure, body: Body, departmentName: string | undefined): Measure => ({
  ...measure,
  ...body,
  departmentName,
  supportingDepartments: body.supportingDepartments ?? [],
  term:
    body.term === valuesOf(measure).term ? measure.term : { kind: measure.term.kind, date: body.term.trim() },
});

const editedAtOnce = (
  departmentName: () => string | undefined,
): ShownAtOnce<'measures.edit', 'findings.get'> => ({
  operation: 'findings.get',
  as: (before, { params, body }) =>
    body && before.finding.id === params?.findingId
      ? {
          ...before,
          measures: before.measures.map((measure) =>
            measure.id === params.measureId ? edited(measure, body, departmentName()) : measure,
          ),
        }
      : before,
});

/** Reports and files of the measure come in all the time; only its content is what an edit writes over. */
const contentOf: PartOf<'measures.edit'> = ({ measures }, { params }) => {
  const measure = measures.find(({ id }) => id === params?.measureId);
  return measure && [valuesOf(measure), measure.handlerId, measure.status === 'withdrawn'];
};

/** Changing content, owners and term of one measure. */
export const useMeasureEdit = (measure: Measure) => {
  const { t } = useTranslation();
  const toast = useToast();
  // The command names the department by its id; the form knows what it is called.
  const departmentName = useRef<string>(undefined);
  const atOnce = editedAtOnce(() => departmentName.current);
  const command = useFindingCommand('measures.edit', atOnce, contentOf);
  const sent = useSentForm<'measures.edit', MeasureValues>('measures.edit', command, {
    title: t('measure.edit'),
    subject: measure.id,
    isAbout: ({ params }) => params?.measureId === measure.id,
  });
  return {
    ...sent,
    send(body: Body, department: string | undefined): void {
      const params = { ...command.params, measureId: measure.id };
      departmentName.current = department;
      command.send({ params, body }, () => toast.success(t('finding.saved')), sent.refused);
      sent.sent();
    },
  };
};

export type MeasureForm = ReturnType<typeof useMeasureEdit> | ReturnType<typeof useMeasureAdd>;

/** Adding a measure. */
export const useMeasureAdd = () => {
  const { t } = useTranslation();
  const toast = useToast();
  const { findingId } = useFinding();
  const command = useFindingCommand('measures.add');
  const sent = useSentForm<'measures.add', MeasureValues>('measures.add', command, {
    title: t('measure.add'),
    isAbout: ({ params }) => params?.findingId === findingId,
  });
  return {
    ...sent,
    send(body: Body): void {
      command.send({ params: command.params, body }, () => toast.success(t('finding.saved')), sent.refused);
      sent.sent();
    },
  };
};
