import { addCalendarDays } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { InboxTask } from '../../api/types.ts';
import { useList } from '../../api/use-operation.ts';
import { businessToday } from '../../components/dates.ts';

/** Which of my tasks are shown: those whose day has passed, or comes within a week. */
export const URGENCIES = ['all', 'late', 'week'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Days ahead that still count as this week's work, today included. */
const WEEK_DAYS = 7;

export const isUrgent = ({ due, overdue }: InboxTask, urgency: Urgency): boolean => {
  if (urgency === 'all') return true;
  if (urgency === 'late') return overdue;
  return !overdue && due !== undefined && due < addCalendarDays(businessToday(), WEEK_DAYS);
};

interface Props {
  readonly tasks: readonly InboxTask[];
  readonly shown: Urgency;
  readonly onShow: (urgency: Urgency) => void;
}

/** What waits, what is late, what comes this week – each narrows the list below – and reminders not seen yet. */
export const HomeFigures = ({ tasks, shown, onShow }: Props) => {
  const { t } = useTranslation();
  const { items } = useList('notifications.list', {});
  const unread = items.filter((line) => line.unread).length;
  return (
    <div className="figures home-figures">
      {URGENCIES.map((urgency) => {
        const count = tasks.filter((task) => isUrgent(task, urgency)).length;
        const tone =
          count === 0 ? '' : urgency === 'late' ? ' figure-late' : urgency === 'week' ? ' figure-near' : '';
        return (
          <button
            key={urgency}
            type="button"
            className={`figure${tone}`}
            aria-pressed={shown === urgency}
            data-testid={`figure-${urgency}`}
            onClick={() => onShow(urgency)}
          >
            <span className="figure-value">{count}</span>
            <span className="figure-label">{t(`effect.home.${urgency}`)}</span>
          </button>
        );
      })}
      <Link to="/notifications" className="figure" data-testid="figure-unread">
        <span className="figure-value">{unread}</span>
        <span className="figure-label">{t('effect.home.unread')}</span>
      </Link>
    </div>
  );
};
