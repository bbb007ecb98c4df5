import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { showInstant } from '../../../components/dates.ts';
import { inWords } from '../../../i18n/server-words.ts';

type Trail = OutputOf<'orders.get'>['trail'];

interface Props {
  readonly trail: readonly Omit<Trail[number], 'data'>[];
  /** Which capability names its events. */
  readonly events?: keyof typeof NAMES;
}

/** Written out, so that the check of unused texts finds them. */
const NAMES = {
  orders: (step: string) => `orders.event.${step}`,
  duties: (step: string) => `duties.event.${step}`,
  notices: (step: string) => `notices.event.${step}`,
};

/** Every step of the trail, the newest first. */
export const CourseCard = ({ trail, events = 'orders' }: Props) => {
  const { t, i18n } = useTranslation();
  const nameOf = (type: string): string => {
    const key = NAMES[events](type.replace('.', '_'));
    return i18n.exists(key) ? i18n.t(key as 'orders.done') : type;
  };
  return (
    <section className="card" aria-labelledby="matter-course">
      <h2 id="matter-course">{t('orders.course')}</h2>
      <ol className="timeline">
        {trail.toReversed().map((event) => (
          <li key={event.seq} data-testid="order-event">
            <p>{nameOf(event.type)}</p>
            <p className="muted">
              {[inWords(event.byName), event.onBehalfOfName, showInstant(event.at)]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
};
