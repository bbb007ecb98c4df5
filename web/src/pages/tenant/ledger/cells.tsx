import { isOpen, type LedgerColumnId, type LedgerWords, ledgerColumn } from '@xuncha/domain';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LedgerLine } from '../../../api/types.ts';
import { AlertChip, IdleChip } from '../../../components/AlertChip.tsx';
import { DueText } from '../../../components/DueText.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { StateChip } from '../../../components/StateChip.tsx';

type Cell = (line: LedgerLine) => ReactNode;

/** Why a finding is shown whose line says nothing of what was looked for: the place in its wording. */
const Excerpt = ({ text }: { readonly text: string }) => {
  const { t } = useTranslation();
  return (
    <span className="ledger-second ledger-excerpt" title={text}>
      {t('ledger.excerpt', { text })}
    </span>
  );
};

/** The way to a finding. Keys reach it by itself, except in the grid, whose own keys open the line at hand. */
export const LedgerTitle = ({
  line,
  tabIndex,
}: {
  readonly line: LedgerLine;
  readonly tabIndex?: number;
}) => (
  <>
    <Link to={`/t/${line.tenantId}/findings/${line.id}`} tabIndex={tabIndex} title={line.title}>
      {line.title}
    </Link>
    {line.excerpt ? (
      <Excerpt text={line.excerpt} />
    ) : (
      <span className="muted ledger-second">{[line.category, line.round].filter(Boolean).join(' · ')}</span>
    )}
  </>
);

const Progress = ({ line }: { readonly line: LedgerLine }) => {
  const { t } = useTranslation();
  const { progress, measureDone: done, measureCount: count, no } = line;
  return (
    <div title={t('ledger.progressFormula', { progress, done, count })}>
      <ProgressBar value={progress} label={`${no} ${t('field.progress')}`} />
    </div>
  );
};

/** Columns of a card that are more than text; every other one shows its text. */
const CELLS: Readonly<Partial<Record<LedgerColumnId, Cell>>> = {
  title: (line) => <LedgerTitle line={line} tabIndex={-1} />,
  state: ({ state }) => <StateChip state={state} />,
  due: ({ dueDate, overdue, state }) => <DueText due={dueDate} overdue={overdue} ended={!isOpen(state)} />,
  alert: ({ alert }) => <AlertChip level={alert} />,
  idle: ({ idle }) => <IdleChip level={idle} />,
  progress: (line) => <Progress line={line} />,
};

/** What a column shows of a line on a card. */
export const cellOf = (id: LedgerColumnId, line: LedgerLine, words: LedgerWords): ReactNode =>
  CELLS[id]?.(line) ?? ledgerColumn(id).text(line, words);
