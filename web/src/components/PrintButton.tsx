import PrinterOutlined from '@ant-design/icons-svg/es/asn/PrinterOutlined.js';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';
import { PlainButton } from './PlainButton.tsx';

export const PrintButton = () => {
  const { t } = useTranslation();
  return (
    <PlainButton className="print-button" icon={<Icon of={PrinterOutlined} />} onClick={() => window.print()}>
      {t('print.print')}
    </PlainButton>
  );
};
