import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../components/use-toast.ts';
import { ColumnChooser } from './ColumnChooser.tsx';
import { ExportButton } from './ExportButton.tsx';
import type { LedgerViewState } from './use-ledger-view.ts';

interface Props {
  readonly tenantId: string;
  readonly ledger: LedgerViewState;
  /** Undefined where there is no keyboard. */
  readonly onHelp: (() => void) | undefined;
}

/** What can be done with the view itself: columns, link, workbook, keys. */
export const LedgerTools = ({ tenantId, ledger, onHelp }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  return (
    <>
      <ColumnChooser ledger={ledger} />
      <Button
        onClick={() =>
          void navigator.clipboard
            .writeText(window.location.href)
            .then(() => toast.success(t('ledger.linkCopied')))
        }
      >
        {t('ledger.copyLink')}
      </Button>
      <ExportButton tenantId={tenantId} query={ledger.query} />
      {onHelp ? (
        <Button aria-label={t('ledger.keys.title')} onClick={onHelp}>
          ?
        </Button>
      ) : null}
    </>
  );
};
