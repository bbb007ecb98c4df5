import { daysBetween } from '@xuncha/domain';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { businessToday } from './dates.ts';

interface Props {
  readonly due: string | undefined;
  readonly overdue?: boolean;
  /** Ended findings keep their date but no longer count down. */
  readonly ended?: boolean;
}

interface Distance {
  readonly text: string;
  readonly tone: 'due-late' | 'due-near' | 'muted';
}

/** How far away a due date is, in words; nothing of what has no date or has ended. */
export const dueDistance = (
  { due, overdue, ended }: Props,
  today: string,
  t: TFunction,
): Distance | undefined => {
  if (!due || ended) return undefined;
  const days = daysBetween(today, due);
  // What the server has counted once a day, or what the calendar says since: a day that has passed is late.
  const late = overdue || days < 0;
  if (late) return { text: t('date.overdueBy', { days: Math.max(1, -days) }), tone: 'due-late' };
  const text = days === 0 ? t('date.today') : t('date.inDays', { days });
  // A week ahead is the "near" alert of the source documents.
  return { text, tone: days <= 7 ? 'due-near' : 'muted' };
};

/** A due date with how far away it is; overdue stands out by words and colour. */
export const DueText = (props: Props) => {
  const { t } = useTranslation();
  const { due } = props;
  if (!due) return <span className="muted">{t('date.none')}</span>;
  const distance = dueDistance(props, businessToday(), t);
  if (!distance) return <span className="nowrap">{due}</span>;
  return (
    <span className="due">
      <span className="nowrap">{due}</span> <span className={`nowrap ${distance.tone}`}>{distance.text}</span>
    </span>
  );
};
