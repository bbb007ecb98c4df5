import { type LedgerColumnId, type LedgerDensity, type LedgerOrder, ledgerColumn } from '@xuncha/domain';
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerLine } from '../../../api/types.ts';
import { useMedia } from '../../../layout/use-media.ts';
import { cellOf, isDrawn } from './cells.tsx';
import { isEditable, QuickAssign } from './QuickAssign.tsx';
import { Tick } from './Tick.tsx';
import { useLedgerWords } from './use-ledger-words.ts';

/** Pixels of a line: one line of text, or two. */
const HEIGHTS: Readonly<Record<LedgerDensity, number>> = { compact: 40, comfortable: 60 };
/** Lines kept above and below what is in view, so that fast scrolling shows no gaps. */
const MARGIN = 8;
/** Lines from the end at which more are fetched. */
const FETCH_AHEAD = 30;
const CHECK_WIDTH = 44;
/** Columns are made for Chinese words; English ones are longer. */
const WIDER = { zh: 1, en: 1.25 } as const;

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

export const rowId = (id: string): string => `line-${id}`;

interface RowProps extends Pick<Props, 'columns' | 'onActive'> {
  readonly line: LedgerLine;
  readonly index: number;
  readonly height: number;
  readonly active: boolean;
  readonly checked: boolean | undefined;
  readonly onCheck: (id: string, checked: boolean) => void;
}

const Row = memo(({ line, index, height, columns, active, checked, onActive, onCheck }: RowProps) => {
  const { t } = useTranslation();
  const words = useLedgerWords();
  return (
    <tr
      id={rowId(line.id)}
      data-testid="finding-row"
      aria-rowindex={index + 2}
      aria-selected={checked ?? active}
      className={active ? 'active' : undefined}
      style={{ height }}
      onClick={() => onActive(line.id)}
    >
      {checked === undefined ? null : (
        <td className="cell-check">
          <Tick
            checked={checked}
            tabIndex={-1}
            label={t('ledger.select', { no: line.no })}
            onChange={(on) => onCheck(line.id, on)}
          />
        </td>
      )}
      {columns.map((id) => (
        <td key={id} className={`ledger-${id}`} style={{ textAlign: ledgerColumn(id).align }}>
          <div className={isDrawn(id) ? 'ledger-cell' : 'ledger-cell ledger-cell-text'}>
            {cellOf(id, line, words) ?? <span className="muted">—</span>}
            {isEditable(id, line) ? <QuickAssign column={id} line={line} active={active} /> : null}
          </div>
        </td>
      ))}
    </tr>
  );
});
Row.displayName = 'Row';

/** First and last line that are drawn, from how far the box is scrolled. */
const useDrawn = (box: Props['box'], count: number, height: number) => {
  // Before anything is measured: what fits the window.
  const [range, setRange] = useState(() => ({ first: 0, last: Math.ceil(window.innerHeight / height) }));
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / height) - MARGIN);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / height) + MARGIN;
      setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [box, height]);
  // Paper does not scroll.
  if (useMedia('print')) return { first: 0, last: count };
  const last = Math.min(count, range.last);
  return { first: Math.min(range.first, last), last };
};

/**
 * The ledger on a desk: a real table for screen readers, of which only the lines in view are drawn. The focus stays on
 * the table and names the line at hand (aria-activedescendant), so that no scrolling and no reload of data can lose it.
 */
export const LedgerTable = (props: Props) => {
  const { box, grid, lines, columns, density, order, active, selected, onSelect, more, onMore } = props;
  const { t, i18n } = useTranslation();
  const height = HEIGHTS[density];
  const { first, last } = useDrawn(box, lines.length, height);
  const nearEnd = last >= lines.length - FETCH_AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: more lines are a reason to look again
  useEffect(() => {
    if (more && nearEnd) onMore();
  }, [more, nearEnd, lines.length]);
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const all = selected !== undefined && lines.length > 0 && lines.every(({ id }) => selected.has(id));
  const some = selected !== undefined && selected.size > 0 && !all;
  const latest = useRef({ selected, onSelect });
  latest.current = { selected, onSelect };
  // Always the same function, so that scrolling draws new lines only.
  const check = useCallback((id: string, checked: boolean): void => {
    const next = new Set(latest.current.selected);
    if (checked) next.add(id);
    else next.delete(id);
    latest.current.onSelect(next);
  }, []);
  const drawn = lines.slice(first, last);
  const span = columns.length + (selected ? 1 : 0);
  const widthOf = (id: LedgerColumnId): number => ledgerColumn(id).width * WIDER[language];
  const width = columns.reduce((sum, id) => sum + widthOf(id), selected ? CHECK_WIDTH : 0);
  return (
    <div ref={box} className={`ledger-box ledger-${density}`}>
      <table
        ref={grid}
        className="ledger-table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: keys move through its lines
        role="grid"
        tabIndex={0}
        aria-label={t('ledger.title')}
        aria-rowcount={more ? -1 : lines.length + 1}
        aria-multiselectable={selected !== undefined}
        aria-activedescendant={active && drawn.some(({ id }) => id === active) ? rowId(active) : undefined}
        style={{ minWidth: width }}
      >
        <colgroup>
          {selected ? <col style={{ width: CHECK_WIDTH }} /> : null}
          {columns.map((id) => (
            <col key={id} style={{ width: id === 'title' ? undefined : widthOf(id) }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selected ? (
              <th scope="col" className="cell-check">
                <Tick
                  checked={all}
                  some={some}
                  label={t('ledger.selectAll')}
                  onChange={(on) => onSelect(new Set(on ? lines.map(({ id }) => id) : []))}
                />
              </th>
            ) : null}
            {columns.map((id) => {
              const sorted = order.by === id;
              const direction = order.descending ? 'descending' : 'ascending';
              return (
                <th
                  key={id}
                  scope="col"
                  aria-sort={sorted ? direction : 'none'}
                  style={{ textAlign: ledgerColumn(id).align }}
                >
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
        <tbody>
          {first > 0 ? (
            <tr className="ledger-space" style={{ height: first * height }}>
              <td colSpan={span} />
            </tr>
          ) : null}
          {drawn.map((line, index) => (
            <Row
              key={line.id}
              line={line}
              index={first + index}
              height={height}
              columns={columns}
              active={line.id === active}
              checked={selected?.has(line.id)}
              onActive={props.onActive}
              onCheck={check}
            />
          ))}
          {last < lines.length ? (
            <tr className="ledger-space" style={{ height: (lines.length - last) * height }}>
              <td colSpan={span} />
            </tr>
          ) : null}
        </tbody>
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
