import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** What was sent from a page and left behind could not be saved: says so wherever the person is by now. */
export default function UnsavedBanner({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="connection no-print">
      <p data-testid="unsaved">
        {t('conflict.leftUnsaved')} <Link to={path}>{t('conflict.toUnsaved')}</Link>
      </p>
    </div>
  );
}
