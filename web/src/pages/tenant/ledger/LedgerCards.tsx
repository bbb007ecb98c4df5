import { type LedgerColumnId, ledgerColumn } from '@xuncha/domain';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerLine } from '../../../api/types.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { cellOf, LedgerTitle } from './cells.tsx';
import { Tick } from './Tick.tsx';
import { useLedgerWords } from './use-ledger-words.ts';

/** Cards a phone draws before somebody asks for more. */
const STEP = 50;

interface Props {
  readonly lines: readonly LedgerLine[];
  readonly columns: readonly LedgerColumnId[];
  readonly selected: ReadonlySet<string> | undefined;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly more: boolean;
  readonly onMore: () => void;
}

/** The ledger on a phone: a card for each finding, with the same columns in the same order. */
export const LedgerCards = ({ lines, columns, selected, onSelect, more, onMore }: Props) => {
  const { t, i18n } = useTranslation();
  const words = useLedgerWords();
  const [shown, setShown] = useState(STEP);
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const check = (id: string, checked: boolean): void => {
    const next = new Set(selected);
    if (checked) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  const all = selected !== undefined && lines.every(({ id }) => selected.has(id));
  return (
    <>
      {selected ? (
        // biome-ignore lint/a11y/noLabelWithoutControl: the box within is the control, under the same words
        <label className="ledger-card-all">
          <Tick
            checked={all}
            some={selected.size > 0 && !all}
            label={t('ledger.selectAll')}
            onChange={(on) => onSelect(new Set(on ? lines.map(({ id }) => id) : []))}
          />
          <span>{t('ledger.selectAll')}</span>
        </label>
      ) : null}
      <ul className="ledger-cards" aria-label={t('ledger.title')}>
        {lines.slice(0, shown).map((line) => (
          <li key={line.id} data-testid="finding-row">
            <div className="ledger-card-head">
              {selected ? (
                <Tick
                  checked={selected.has(line.id)}
                  label={t('ledger.select', { no: line.no })}
                  onChange={(on) => check(line.id, on)}
                />
              ) : null}
              <div className="cell-main">
                <LedgerTitle line={line} />
              </div>
            </div>
            <dl>
              {columns
                .filter((id) => id !== 'title')
                .map((id) => {
                  const value = cellOf(id, line, words);
                  return value === undefined || value === '' ? null : (
                    <div key={id} className={`ledger-fact-${id}`}>
                      <dt>{ledgerColumn(id).label[language]}</dt>
                      <dd>{value}</dd>
                    </div>
                  );
                })}
            </dl>
          </li>
        ))}
      </ul>
      {more || lines.length > shown ? (
        <div className="load-more">
          <PlainButton
            onClick={() => {
              setShown(shown + STEP);
              if (more && shown + STEP >= lines.length) onMore();
            }}
          >
            {t('action.loadMore')}
          </PlainButton>
        </div>
      ) : null}
    </>
  );
};
