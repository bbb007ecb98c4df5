import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../components/Dialog.tsx';
import { LEDGER_KEYS } from './ledger-keys.ts';

/** How a key is written on it. */
const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ' ': 'Space',
  Escape: 'Esc',
};

/** What can be done without a mouse. */
export default function LedgerKeySheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open title={t('ledger.keys.title')} onCancel={onClose} footer={null} width={440}>
      <dl className="key-sheet">
        {LEDGER_KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{NAMES[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{t(`ledger.keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
