import EditOutlined from '@ant-design/icons-svg/es/asn/EditOutlined.js';
import { isOpen, type LedgerColumnId, ledgerColumn } from '@xuncha/domain';
import { type CSSProperties, memo, type ReactNode, Suspense, useRef, useState } from 'react';
import type { LedgerLine } from '../../../api/types.ts';
import { ALERT_TONES, IDLE_TONES } from '../../../components/AlertChip.tsx';
import { chipClass } from '../../../components/Chip.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { STATE_TONES } from '../../../components/StateChip.tsx';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';
import { type EditableColumn, isEditable, mayBeEditable } from './editable.ts';
import type { RowWords } from './row-words.ts';

const QuickEditor = lazyWithTexts(() => import('./QuickEditor.tsx'));

export interface RowColumn {
  readonly id: LedgerColumnId;
  readonly style: CSSProperties;
}

/** Said in words, because the table is laid out as boxes, of which not every browser tells that they are its rows. */
export const ROW = { role: 'row' } as const;
const CELL = { role: 'gridcell' } as const;
const PENCIL = <Icon of={EditOutlined} />;

type Cell = (line: LedgerLine, words: RowWords) => ReactNode;

/** No component with hooks of its own stands in a line: each would cost more than all of the text. */
const CELLS: Readonly<Partial<Record<LedgerColumnId, Cell>>> = {
  title: ({ tenantId, id, title, excerpt, category, round }, words) => (
    <>
      <a href={`/t/${tenantId}/findings/${id}`} tabIndex={-1} title={title}>
        {title}
      </a>
      {excerpt ? (
        <span className="ledger-second ledger-excerpt" title={excerpt}>
          {words.excerpt(excerpt)}
        </span>
      ) : (
        <span className="muted ledger-second">{[category, round].filter(Boolean).join(' · ')}</span>
      )}
    </>
  ),
  state: ({ state }, { cells }) => (
    <span className={chipClass(STATE_TONES[state])}>{cells.state(state)}</span>
  ),
  due: ({ dueDate, overdue, state }, words) => {
    const distance = words.distance(dueDate, overdue, !isOpen(state));
    return (
      <>
        <span className={dueDate ? 'ledger-date' : 'ledger-date muted'}>{dueDate ?? words.noDate}</span>
        <span className={distance ? `ledger-distance ${distance.tone}` : undefined}>{distance?.text}</span>
      </>
    );
  },
  alert: ({ alert }, { cells }) => (
    <span className={alert ? chipClass(ALERT_TONES[alert]) : 'muted'}>
      {alert ? cells.alert(alert) : '—'}
    </span>
  ),
  idle: ({ idle }, { cells }) => (
    <span className={idle ? chipClass(IDLE_TONES[idle]) : 'muted'}>{idle ? cells.idle(idle) : '—'}</span>
  ),
  progress: ({ progress, measureDone: done, measureCount: count, no }, words) => (
    <div title={words.formula(progress, done, count)}>
      <ProgressBar value={progress} label={words.progress(no)} />
    </div>
  ),
};

/** The table hears every click, so that no line needs a function of its own. */
const heardByTable = (): void => undefined;

interface RowProps {
  readonly line: LedgerLine;
  readonly index: number;
  readonly columns: readonly RowColumn[];
  readonly words: RowWords;
  readonly active: boolean;
  readonly checked: boolean | undefined;
}

export const rowId = (id: string): string => `line-${id}`;

/**
 * A line of the table. When it has left the view the same elements show another line, which costs a fourth of new ones.
 * What is clicked in it, its table hears.
 */
export const LedgerRow = memo(({ line, index, columns, words, active, checked }: RowProps) => {
  const row = useRef<HTMLTableRowElement>(null);
  const [open, setOpen] = useState<{ readonly id: string; readonly column: EditableColumn }>();
  // Another line since: its form went with the line.
  if (open && open.id !== line.id) setOpen(undefined);
  const close = (): void => {
    setOpen(undefined);
    const { activeElement } = document;
    // Whoever has gone on to something else while it was saved stays there.
    if (activeElement !== document.body && !activeElement?.closest('.ant-popover')) return;
    // Back to where the keys were.
    row.current?.querySelector<HTMLElement>(`.ledger-${open?.column} .quick-assign-button`)?.focus();
  };
  return (
    <tr
      ref={row}
      {...ROW}
      id={rowId(line.id)}
      data-testid="finding-row"
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={checked ?? active}
      className={active ? 'active' : undefined}
    >
      {checked === undefined ? null : (
        <td {...CELL} className="cell-check">
          <input
            type="checkbox"
            className="check-box"
            checked={checked}
            tabIndex={-1}
            aria-label={words.select(line.no)}
            onChange={heardByTable}
          />
        </td>
      )}
      {columns.map(({ id, style }) => {
        const cell = CELLS[id];
        if (cell)
          return (
            <td key={id} {...CELL} className={`ledger-${id}`} style={style}>
              {cell(line, words)}
            </td>
          );
        const text = ledgerColumn(id).text(line, words.cells);
        if (!mayBeEditable(id))
          return (
            <td key={id} {...CELL} className={`ledger-${id} ledger-text`} style={style}>
              {text ?? '—'}
            </td>
          );
        return (
          <td key={id} {...CELL} className={`ledger-${id} ledger-editable`} style={style}>
            <span className="ledger-text">{text ?? '—'}</span>
            <button
              type="button"
              hidden={!isEditable(line)}
              tabIndex={active ? 0 : -1}
              className="quick-assign-button"
              aria-label={words.edit(id, line.no)}
              onClick={() => setOpen({ id: line.id, column: id })}
            >
              {PENCIL}
            </button>
            {open?.column === id && open.id === line.id ? (
              <Suspense>
                <QuickEditor column={id} line={line} onDone={close} />
              </Suspense>
            ) : null}
          </td>
        );
      })}
    </tr>
  );
});
LedgerRow.displayName = 'LedgerRow';
