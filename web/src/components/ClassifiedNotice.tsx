import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

/** Stands on every upload and export screen: classified files must not be here. */
export const ClassifiedNotice = ({ kind }: { readonly kind: 'upload' | 'export' }) => {
  const { t } = useTranslation();
  return (
    <Alert
      type="warning"
      showIcon
      className="classified"
      data-testid="classified-notice"
      title={t('notice.classified')}
      description={kind === 'upload' ? t('notice.classifiedUpload') : t('notice.classifiedExport')}
    />
  );
};
