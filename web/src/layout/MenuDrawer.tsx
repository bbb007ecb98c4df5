import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { SideNav } from './SideNav.tsx';

/** The navigation on a phone. */
export default function MenuDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer placement="left" size={280} open onClose={onClose} title={t('app.menu')}>
      <SideNav />
    </Drawer>
  );
}
