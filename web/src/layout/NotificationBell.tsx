import BellOutlined from '@ant-design/icons-svg/es/asn/BellOutlined.js';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useList } from '../api/use-operation.ts';
import { Icon } from '../components/Icon.tsx';

/** How many reminders I have not seen, and the way to them. */
export const NotificationBell = () => {
  const { t } = useTranslation();
  const { items } = useList('notifications.list', {});
  const unread = items.filter((line) => line.unread).length;
  return (
    <Link
      to="/notifications"
      className="notification-bell"
      aria-label={unread > 0 ? t('notifications.bellUnread', { count: unread }) : t('notifications.title')}
    >
      <Icon of={BellOutlined} />
      {unread > 0 ? (
        <span className="bell-count" aria-hidden>
          {unread > 99 ? '99+' : unread}
        </span>
      ) : null}
    </Link>
  );
};
