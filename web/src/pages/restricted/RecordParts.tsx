import type { OutputOf } from '@xuncha/contracts';
import type { RestrictedClass } from '@xuncha/domain';
import { Alert, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { showInstant } from '../../components/dates.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { restrictedPath } from './restricted-path.ts';

type Detail =
  | OutputOf<'interviews.get'>
  | OutputOf<'briefings.get'>
  | OutputOf<'leaderFeedback.get'>
  | OutputOf<'referrals.get'>;
export type RestrictedState = Detail['state'];
type Step = Detail['possible'][number];

/** What the form of a step is given. */
export interface StepProps<OneDetail extends Detail> {
  readonly step: Step;
  readonly detail: OneDetail;
  readonly etag: string | undefined;
  readonly onClose: () => void;
}

const TONES: Readonly<Record<RestrictedState, Tone>> = {
  planned: 'blue',
  held: 'amber',
  recorded: 'green',
  cancelled: 'neutral',
  draft: 'neutral',
  issued: 'amber',
  received: 'blue',
  sent: 'amber',
  replied: 'green',
  returned: 'red',
  withdrawn: 'neutral',
};

export const RestrictedStateChip = ({ state }: { readonly state: RestrictedState }) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[state]}>{t(`restricted.state.${state}`)}</Chip>;
};

/** Labelled facts; what is empty is left out. A fact that is a sentence is a list of its own and has the whole line. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) => {
  const told = rows.filter(([, value]) => value !== undefined && value !== '');
  if (told.length === 0) return null;
  return (
    <dl className="facts-list">
      {told.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const TextBlock = ({ title, text }: { readonly title: string; readonly text: string | undefined }) =>
  text ? (
    <>
      <h3>{title}</h3>
      <p className="wording below">{text}</p>
    </>
  ) : null;

/** Steps that do not lead on to the record's end; the first of the others stands out. */
const ASIDE: ReadonlySet<Step> = new Set(['change', 'cancel', 'return', 'withdraw']);

/** What this person may do with the record now, as the server says. */
const StepButtons = ({
  possible,
  onStep,
  renamed = {},
}: {
  readonly possible: readonly Step[];
  /** Steps that are called something else at this point. */
  readonly renamed?: Partial<Record<Step, string>>;
  readonly onStep: (step: Step) => void;
}) => {
  const { t } = useTranslation();
  if (possible.length === 0) return null;
  const onward = possible.find((step) => !ASIDE.has(step));
  return (
    <div className="restricted-steps">
      {possible.map((step) => (
        <Button
          key={step}
          type={step === onward ? 'primary' : 'default'}
          danger={step === 'withdraw' || step === 'cancel' || step === 'return'}
          onClick={() => onStep(step)}
        >
          {renamed[step] ?? t(`restricted.step.${step}`)}
        </Button>
      ))}
    </div>
  );
};

/** Withdrawal, when there was one, and every step of the record with its wording. */
const Course = ({ detail }: { readonly detail: Pick<Detail, 'withdrawn' | 'trail'> }) => {
  const { t, i18n } = useTranslation();
  const nameOf = (type: string): string => {
    const key = `restricted.event.${type.replace('.', '_')}`;
    return i18n.exists(key) ? i18n.t(key as 'restricted.done') : type;
  };
  return (
    <>
      {detail.withdrawn ? (
        <Alert
          type="warning"
          showIcon
          className="below"
          title={t('restricted.withdrawnBy', { name: detail.withdrawn.byName })}
          description={detail.withdrawn.reason}
        />
      ) : null}
      <section className="card" aria-labelledby="restricted-course">
        <h2 id="restricted-course">{t('restricted.course')}</h2>
        <ol className="timeline">
          {detail.trail.toReversed().map((step) => (
            <li key={step.seq} data-testid="restricted-step">
              <p>{nameOf(step.type)}</p>
              <p className="muted">
                {step.byName} · {showInstant(step.at)}
              </p>
              {step.reason ? <p className="wording">{step.reason}</p> : null}
              {step.text ? (
                <details>
                  <summary>{t('restricted.wordingThen')}</summary>
                  <p className="wording">{step.text}</p>
                </details>
              ) : null}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
};

interface RecordFrameProps {
  readonly detail: Pick<Detail, 'unitName' | 'round' | 'state' | 'possible' | 'withdrawn' | 'trail'>;
  readonly recordClass: RestrictedClass;
  readonly title: string;
  readonly facts: readonly (readonly [string, ReactNode])[];
  /** Longer texts below the facts; what is empty is left out. */
  readonly texts: readonly (readonly [string, string | undefined])[];
  /** Between facts and texts. */
  readonly note?: string;
  readonly renamed?: Partial<Record<Step, string>>;
  /** The form of a step. */
  readonly dialog: (step: Step, close: () => void) => ReactNode;
}

/** A restricted record: what may be done now, what it says, and every step up to here. */
export const RecordFrame = ({
  detail,
  recordClass,
  title,
  facts,
  texts,
  note,
  renamed,
  dialog,
}: RecordFrameProps) => {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>();
  return (
    <>
      <PageHeader
        title={title}
        intro={`${detail.unitName} · ${detail.round}`}
        back={{ to: restrictedPath(recordClass), label: t(`restricted.class.${recordClass}`) }}
        extra={<RestrictedStateChip state={detail.state} />}
      />
      <section className="card below">
        <StepButtons possible={detail.possible} onStep={setStep} renamed={renamed} />
        <Facts rows={facts} />
        {note ? <p className="muted below">{note}</p> : null}
        {texts.map(([heading, text]) => (
          <TextBlock key={heading} title={heading} text={text} />
        ))}
      </section>
      <Course detail={detail} />
      {step ? dialog(step, () => setStep(undefined)) : null}
    </>
  );
};
