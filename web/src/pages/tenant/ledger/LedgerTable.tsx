import { type LedgerColumnId, type LedgerDensity, type LedgerOrder, ledgerColumn } from '@xuncha/domain';
import { type MouseEvent, memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { LedgerLine } from '../../../api/types.ts';
import { businessToday } from '../../../components/dates.ts';
import { LedgerRow, ROW, type RowColumn, rowId } from './LedgerRow.tsx';
import { rowWordsOf } from './row-words.ts';
import { Tick } from './Tick.tsx';
import { useLedgerWords } from './use-ledger-words.ts';
import { useRowElements } from './use-row-elements.ts';
import { useWindow } from './use-window.ts';

/** Pixels of a line: one line of text, or two. */
const HEIGHTS: Readonly<Record<LedgerDensity, number>> = { compact: 40, comfortable: 60 };
const ROWS = { role: 'rowgroup' } as const;
const COLUMN = { role: 'columnheader' } as const;
/** Pixels of the head of the table. */
const HEAD_HEIGHT = 40;
/** Lines from the end at which more are fetched. */
const FETCH_AHEAD = 30;
const CHECK_WIDTH = 44;
/** Columns are made for Chinese words; English ones are longer. */
const WIDER = { zh: 1, en: 1.25 } as const;

/** The finding takes what is left. */
const placeOf = (id: LedgerColumnId, language: keyof typeof WIDER): RowColumn => {
  const { width, align } = ledgerColumn(id);
  return {
    id,
    style: { flex: `${id === 'title' ? 1 : 0} 0 ${width * WIDER[language]}px`, textAlign: align },
  };
};

interface Props {
  readonly box: React.RefObject<HTMLDivElement | null>;
  readonly grid: React.RefObject<HTMLTableElement | null>;
  readonly lines: readonly LedgerLine[];
  readonly columns: readonly LedgerColumnId[];
  readonly density: LedgerDensity;
  readonly order: LedgerOrder;
  readonly onOrder: (order: LedgerOrder) => void;
  readonly active: string | undefined;
  readonly onActive: (id: string) => void;
  /** Undefined: nothing can be done with several at once, so there are no boxes. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly more: boolean;
  readonly onMore: () => void;
}

interface BodyProps
  extends Pick<
    Props,
    'grid' | 'lines' | 'active' | 'onActive' | 'selected' | 'onSelect' | 'more' | 'onMore'
  > {
  readonly columns: readonly RowColumn[];
  readonly height: number;
}

const isPlainClick = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;

/** The lines in view: scrolling draws this, and nothing else of the table. */
const LedgerLines = memo((props: BodyProps) => {
  const { grid, lines, columns, height, active, onActive, selected, onSelect, more, onMore } = props;
  const { t } = useTranslation();
  const words = useLedgerWords();
  const navigate = useNavigate();
  const today = businessToday();
  const body = useRef<HTMLTableSectionElement>(null);
  const rowWords = useMemo(() => rowWordsOf(t, words, today), [t, words, today]);
  const { first, last, most, moving } = useWindow(body, lines.length, height);
  const nearEnd = last >= lines.length - FETCH_AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: more lines are a reason to look again
  useEffect(() => {
    if (more && nearEnd) onMore();
  }, [more, nearEnd, lines.length]);
  const shownActive = active !== undefined && lines.slice(first, last).some(({ id }) => id === active);
  useLayoutEffect(() => {
    if (shownActive) grid.current?.setAttribute('aria-activedescendant', rowId(active));
    else grid.current?.removeAttribute('aria-activedescendant');
  }, [grid, active, shownActive]);
  // After a window full of lines their places are counted from anew: each place that was ever written makes Chromium look
  // for styles in a longer list, 2 ms a frame after a thousand lines.
  const base = first - (first % most);
  const onClick = (event: MouseEvent<HTMLTableSectionElement>): void => {
    const target = event.target instanceof Element ? event.target : event.currentTarget;
    const line = lines[Number(target.closest('tr')?.dataset.index)];
    if (!line) return;
    onActive(line.id);
    if (selected && target.matches('input')) {
      const next = new Set(selected);
      if (!next.delete(line.id)) next.add(line.id);
      onSelect(next);
    }
    const way = target.closest('a');
    if (way && isPlainClick(event)) {
      event.preventDefault();
      void navigate(way.pathname);
    }
  };
  const drawn = useRowElements(lines, first, last, moving);
  const places = useRef(new WeakMap<Element, { readonly top: number; readonly id: string }>());
  useLayoutEffect(() => {
    const rows = body.current?.rows ?? [];
    const focused = document.activeElement?.closest('tr');
    for (const [at, { index, line }] of drawn.entries()) {
      const row = rows[at];
      if (!row) continue;
      const top = (index - base) * height;
      const before = places.current.get(row);
      if (before?.top === top && before.id === line.id) continue;
      if (before?.top !== top) row.style.top = `${top}px`;
      // What had the focus is of another line now: the next key must not act on it.
      if (row === focused && before && before.id !== line.id) grid.current?.focus({ preventScroll: true });
      places.current.set(row, { top, id: line.id });
    }
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the table
    <tbody ref={body} {...ROWS} style={{ top: base * height }} onClick={onClick}>
      {drawn.map(({ key, index, line }) => (
        <LedgerRow
          key={key}
          line={line}
          index={index}
          columns={columns}
          words={rowWords}
          active={line.id === active}
          checked={selected?.has(line.id)}
        />
      ))}
    </tbody>
  );
});
LedgerLines.displayName = 'LedgerLines';

/**
 * The ledger on a desk: a real table for screen readers, of which only the lines in view are drawn. The focus stays on
 * the table and names the line at hand (aria-activedescendant), so that no scrolling and no reload of data can lose it.
 */
export const LedgerTable = (props: Props) => {
  const { box, grid, lines, columns, density, order, active, selected, onSelect, more, onMore } = props;
  const { t, i18n } = useTranslation();
  const height = HEIGHTS[density];
  const [byKeys, setByKeys] = useState(false);
  const seeFocus = (): void => setByKeys(grid.current?.matches(':focus-visible') ?? false);
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const all = selected !== undefined && lines.length > 0 && lines.every(({ id }) => selected.has(id));
  const some = selected !== undefined && selected.size > 0 && !all;
  const widthOf = (id: LedgerColumnId): number => ledgerColumn(id).width * WIDER[language];
  const places = useMemo(() => columns.map((id) => placeOf(id, language)), [columns, language]);
  const width = columns.reduce((sum, id) => sum + widthOf(id), selected ? CHECK_WIDTH : 0);
  return (
    <div ref={box} className={`ledger-box ledger-${density}${byKeys ? ' ledger-by-keys' : ''}`}>
      <table
        ref={grid}
        className="ledger-table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: keys move through its lines
        role="grid"
        tabIndex={0}
        onFocus={seeFocus}
        onBlur={seeFocus}
        onKeyUp={seeFocus}
        aria-label={t('ledger.title')}
        aria-rowcount={more ? -1 : lines.length + 1}
        aria-multiselectable={selected !== undefined}
        style={{ minWidth: width, height: HEAD_HEIGHT + lines.length * height }}
      >
        <thead {...ROWS}>
          <tr {...ROW} aria-rowindex={1}>
            {selected ? (
              <th scope="col" {...COLUMN} className="cell-check">
                <Tick
                  checked={all}
                  some={some}
                  label={t('ledger.selectAll')}
                  onChange={(on) => onSelect(new Set(on ? lines.map(({ id }) => id) : []))}
                />
              </th>
            ) : null}
            {places.map(({ id, style }) => {
              const sorted = order.by === id;
              const direction = order.descending ? 'descending' : 'ascending';
              return (
                <th key={id} scope="col" {...COLUMN} aria-sort={sorted ? direction : 'none'} style={style}>
                  <button
                    type="button"
                    className="ledger-sort"
                    onClick={() => props.onOrder({ by: id, descending: sorted && !order.descending })}
                  >
                    {ledgerColumn(id).label[language]}
                    <span aria-hidden="true">{sorted ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <LedgerLines
          grid={grid}
          lines={lines}
          columns={places}
          height={height}
          active={active}
          onActive={props.onActive}
          selected={selected}
          onSelect={onSelect}
          more={more}
          onMore={onMore}
        />
      </table>
    </div>
  );
};

/** Scrolls the box so that a line is in view below the header. */
export const showLine = (box: HTMLElement, index: number, density: LedgerDensity): void => {
  const height = HEIGHTS[density];
  const header = box.querySelector('thead')?.clientHeight ?? 0;
  const top = index * height;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height + header > box.scrollTop + box.clientHeight)
    box.scrollTop = top + height + header - box.clientHeight;
};

/** Lines a page key moves. */
export const linesInView = (box: HTMLElement, density: LedgerDensity): number =>
  Math.max(1, Math.floor(box.clientHeight / HEIGHTS[density]) - 1);
