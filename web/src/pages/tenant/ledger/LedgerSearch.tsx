import { useTranslation } from 'react-i18next';
import type { LedgerViewState } from './use-ledger-view.ts';
import { useTyped } from './use-typed.ts';

interface Props {
  readonly ledger: LedgerViewState;
  readonly box: React.RefObject<HTMLInputElement | null>;
}

/** Looks for words; there with the lines, before the other filters. */
export const LedgerSearch = ({ ledger, box }: Props) => {
  const { t } = useTranslation();
  const [words, setWords] = useTyped(ledger, 'q');
  return (
    <input
      ref={box}
      className="field filter-search"
      type="search"
      value={words}
      maxLength={100}
      aria-label={t('ledger.search')}
      placeholder={t('ledger.search')}
      onChange={(event) => setWords(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
};
