import type { OutputOf } from '@xuncha/contracts';
import type { BoardGate, GateStatus } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { mattersPath } from '../matters/matter-path.ts';

export type Cell = NonNullable<OutputOf<'boards.get'>['board']>['gates'][number];

const TONES: Readonly<Record<GateStatus, Tone>> = {
  overdue: 'red',
  under_way: 'blue',
  not_reached: 'neutral',
  passed: 'green',
};

export const GateChip = ({ status }: { readonly status: GateStatus }) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[status]}>{t(`boards.status.${status}`)}</Chip>;
};

/** How much of a gate is done, and what of it is late; leads to the list where it may be opened. */
export const GateFigure = ({ cell, to }: { readonly cell: Cell; readonly to: string }) => {
  const { t } = useTranslation();
  return (
    <Link to={to} className="gate-figure" title={t('boards.count', { ...cell })}>
      <span className="gate-share">{t('boards.share', { ...cell })}</span>
      {cell.late > 0 ? <span className="due-late"> {t('boards.late', { ...cell })}</span> : null}
    </Link>
  );
};

const LEDGER: Readonly<Partial<Record<BoardGate, string>>> = {
  concentrated: '&termClass=time_limited',
  immediate: '&termClass=immediate',
};

/** The list a cell's numbers come from. */
export const gatePath = (tenantId: string, batchId: string | undefined, { gate, late }: Cell): string => {
  if (gate === 'progress') return `${mattersPath(tenantId, 'duty')}${late > 0 ? '?show=missed' : ''}`;
  if (gate === 'disclosure') return mattersPath(tenantId, 'notice');
  const batch = batchId ? `batchId=${batchId}` : 'view=all';
  const ledger = `/t/${tenantId}/ledger?${batch}`;
  // Continuous by class or by state: the class is the wider of the two in a plan; what is late is late by state.
  if (gate === 'continuous')
    return `${ledger}${late > 0 ? '&state=continuous&due=overdue' : '&termClass=continuous'}`;
  if (gate === 'feedback') return `${ledger}${late > 0 ? '&state=delivered,disputed' : ''}`;
  return `${ledger}${LEDGER[gate] ?? ''}${late > 0 ? '&due=overdue' : ''}`;
};
