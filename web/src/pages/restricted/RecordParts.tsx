import type { OutputOf } from '@xuncha/contracts';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { showInstant } from '../../components/dates.ts';

type Detail =
  | OutputOf<'interviews.get'>
  | OutputOf<'briefings.get'>
  | OutputOf<'leaderFeedback.get'>
  | OutputOf<'referrals.get'>;
export type RestrictedState = Detail['state'];
export type Step = Detail['possible'][number];

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

/** Labelled facts; what is empty is left out. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="facts-list">
    {rows
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

export const TextBlock = ({ title, text }: { readonly title: string; readonly text: string | undefined }) =>
  text ? (
    <>
      <h3>{title}</h3>
      <p className="wording below">{text}</p>
    </>
  ) : null;

/** Steps that do not lead on to the record's end; the first of the others stands out. */
const ASIDE: ReadonlySet<Step> = new Set(['change', 'cancel', 'return', 'withdraw']);

/** What this person may do with the record now, as the server says. */
export const StepButtons = ({
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
export const Course = ({ detail }: { readonly detail: Pick<Detail, 'withdrawn' | 'trail'> }) => {
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
