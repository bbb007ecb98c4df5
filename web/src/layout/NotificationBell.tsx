import { BellOutlined } from '@ant-design/icons';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useList } from '../api/use-operation.ts';

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
      <Badge count={unread} size="small">
        <BellOutlined aria-hidden />
      </Badge>
    </Link>
  );
};
