import { useTranslation } from 'react-i18next';
import { MessagePage } from '../components/MessagePage.tsx';

/** No such address. */
export default function NotFoundPage() {
  const { t } = useTranslation();
  return <MessagePage title={t('problem.notFoundTitle')} hint={t('problem.notFoundHint')} />;
}
