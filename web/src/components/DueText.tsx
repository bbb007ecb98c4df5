import { daysBetween } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { businessToday } from './dates.ts';

interface Props {
  readonly due: string | undefined;
  readonly overdue?: boolean;
  /** Ended findings keep their date but no longer count down. */
  readonly ended?: boolean;
}

/** A due date with how far away it is; overdue stands out by words and colour. */
export const DueText = ({ due, overdue, ended }: Props) => {
  const { t } = useTranslation();
  if (!due) return <span className="muted">{t('date.none')}</span>;
  if (ended) return <span className="nowrap">{due}</span>;
  const days = daysBetween(businessToday(), due);
  // What the server has counted once a day, or what the calendar says since: a day that has passed is late.
  const late = overdue || days < 0;
  const distance = late
    ? t('date.overdueBy', { days: Math.max(1, -days) })
    : days === 0
      ? t('date.today')
      : t('date.inDays', { days });
  // A week ahead is the "near" alert of the source documents.
  const tone = late ? 'due-late' : days <= 7 ? 'due-near' : 'muted';
  return (
    <span className="due">
      <span className="nowrap">{due}</span> <span className={`nowrap ${tone}`}>{distance}</span>
    </span>
  );
};
