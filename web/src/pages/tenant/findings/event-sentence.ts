import { ALERT_LEVELS, type FindingEventType, GATES, type Gate, isRole } from '@xuncha/domain';
import type { TFunction } from 'i18next';
import type { TimelineEvent } from '../../../api/types.ts';

/** Names that events carry only as ids. */
export interface EventNames {
  readonly fileName: (evidenceId: string) => string | undefined;
  readonly measureSeq: (measureId: string) => number | undefined;
}

type Data = TimelineEvent['data'];
type Values = Record<string, string | number>;

/** Long texts are shortened: the timeline tells what happened, the page shows the whole. */
const MAX_WORDS = 60;
const shorten = (text: string): string => (text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text);

const textOf = (data: Data, name: string): string | undefined => {
  const value = data[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() ? shorten(value.trim()) : undefined;
};
const countOf = (data: Data, name: string): number => {
  const value = data[name];
  return Array.isArray(value) ? value.length : 0;
};
const recordOf = (data: Data, name: string): Data => {
  const value = data[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

const isGate = (value: unknown): value is Gate => GATES.some((gate) => gate === value);

/** The measure it is about, or the whole finding. */
const subjectOf = (data: Data, t: TFunction): string => {
  const seq = textOf(data, 'seq');
  return seq ? t('measure.seq', { seq }) : t('course.whole');
};
const stageValues = (data: Data, t: TFunction): Values => ({
  subject: subjectOf(data, t),
  planned: textOf(data, 'planned') ?? t('events.unspecified'),
});
const extensionValues = (data: Data, t: TFunction): Values => ({
  subject: subjectOf(data, t),
  from: textOf(data, 'from') ?? t('events.unspecified'),
  to: textOf(data, 'to') ?? t('events.unspecified'),
});

const alertName = (value: unknown, t: TFunction): string => {
  const level = ALERT_LEVELS.find((each) => each === value);
  return level ? t(`alert.${level}`) : t('events.noAlert');
};

/** Values of each sentence beyond those of the same name in the event's data. */
const EXTRA: Partial<Record<FindingEventType, (data: Data, t: TFunction, names: EventNames) => Values>> = {
  'finding.objection_answered': ({ outcome }, t) => ({
    outcome: outcome === 'accepted' ? t('finding.accepted') : t('finding.maintained'),
  }),
  'finding.assigned': (data, t) => ({
    responsibility:
      ['principalName', 'leaderName', 'departmentName', 'handlerName']
        .flatMap((name) => textOf(data, name) ?? [])
        .join('、') || t('events.unspecified'),
  }),
  'finding.limit_moved': (data, t) => ({
    version: textOf(data, 'version') ?? t('events.unspecified'),
    from: textOf(data, 'from') ?? t('events.unspecified'),
    to: textOf(data, 'to') ?? t('events.unspecified'),
  }),
  'finding.alert_rule_set': (data, t) => ({
    version: textOf(data, 'version') ?? t('events.unspecified'),
    nearDays: textOf(data, 'nearDays') ?? t('events.unspecified'),
    behindPoints: textOf(data, 'behindPoints') ?? t('events.unspecified'),
  }),
  'finding.alerted': ({ from, to, reasons }, t) => ({
    from: alertName(from, t),
    to: alertName(to, t),
    reasons: Array.isArray(reasons) && reasons.length > 0 ? `（${reasons.join('；')}）` : '',
  }),
  'stage.accepted': stageValues,
  'stage.returned': stageValues,
  'extension.asked': extensionValues,
  'extension.approved': extensionValues,
  'extension.refused': extensionValues,
  'extension.withdrawn': extensionValues,
  'finding.split': (data) => ({ count: countOf(data, 'children') }),
  'finding.created_by_merge': (data) => ({ count: countOf(data, 'parents') }),
  'measure.edited': (data) => ({ text: textOf(recordOf(data, 'after'), 'text') ?? '' }),
  'closeout.decided': (data, t) => ({
    outcome:
      data.outcome === 'approve'
        ? t('closeout.approve')
        : data.outcome === 'continuous'
          ? t('closeout.continuous')
          : `${t('closeout.return')}${textOf(data, 'reason') ? `（${textOf(data, 'reason')}）` : ''}`,
    next: `${nextStep(data, t)}${textOf(data, 'closeoutNo') ? ` ${textOf(data, 'closeoutNo')}` : ''}`,
  }),
  'closeout.applied': ({ next }, t) => ({ next: isGate(next) ? t(`gate.${next}`) : t('events.unspecified') }),
  'closeout.escalated': ({ to }, t) => ({
    to: typeof to === 'string' && isRole(to) ? t(`role.${to}`) : t('events.unspecified'),
  }),
};

const nextStep = ({ next }: Data, t: TFunction): string => {
  if (isGate(next)) return t('events.nextStep.gate', { gate: t(`gate.${next}`) });
  if (next === 'closed' || next === 'returned' || next === 'continuous' || next === 'withdrawn')
    return t(`events.nextStep.${next}`);
  return t('events.unspecified');
};

/** Placeholders any sentence may use; each is filled from the data, or says that it is not recorded. */
const PLACEHOLDERS = [
  'feedbackDate',
  'reason',
  'seq',
  'text',
  'before',
  'progress',
  'fileName',
  'formedOn',
  'message',
  'due',
  'passed',
  'escalation',
] as const;

/** One sentence for an event of the trail; there is one for every type the domain knows. */
export const eventSentence = (
  { type, data }: Pick<TimelineEvent, 'type' | 'data'>,
  t: TFunction,
  names: EventNames,
): string => {
  const values: Values = {};
  for (const name of PLACEHOLDERS) values[name] = textOf(data, name) ?? t('events.unspecified');
  const { evidenceId, measureId, gate } = data;
  if (typeof evidenceId === 'string')
    values.fileName = textOf(data, 'fileName') ?? names.fileName(evidenceId) ?? '';
  if (typeof measureId === 'string') values.seq = textOf(data, 'seq') ?? names.measureSeq(measureId) ?? '';
  values.gate = isGate(gate) ? t(`gate.${gate}`) : t('events.unspecified');
  return t(`events.${type}`, { ...values, ...EXTRA[type]?.(data, t, names) });
};
