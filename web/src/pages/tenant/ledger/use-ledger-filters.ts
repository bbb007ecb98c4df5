import {
  ALERT_LEVELS,
  type AlertLevel,
  FINDING_STATES,
  type FindingState,
  IDLE_LEVELS,
  type IdleLevel,
  RESULT_CLASSES,
  type ResultClass,
} from '@xuncha/domain';
import { useSearchParams } from 'react-router';

const DUE = ['open', 'overdue', 'ended'] as const;
export type DueFilter = (typeof DUE)[number];

export interface LedgerFilters {
  readonly state?: FindingState;
  readonly departmentId?: string;
  readonly batchId?: string;
  readonly due?: DueFilter;
  readonly alert?: AlertLevel;
  readonly idle?: IdleLevel;
  readonly result?: ResultClass;
  readonly rules?: 'built';
  readonly round?: string;
  readonly q?: string;
}

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | undefined =>
  values.find((candidate) => candidate === value);

/** Filters live in the address, so that a list can be bookmarked, sent on and reached by "back". */
export const useLedgerFilters = () => {
  const [search, setSearch] = useSearchParams();
  const filters: LedgerFilters = {
    state: oneOf(FINDING_STATES, search.get('state')),
    departmentId: search.get('departmentId') ?? undefined,
    batchId: search.get('batchId') ?? undefined,
    due: oneOf(DUE, search.get('due')),
    alert: oneOf(ALERT_LEVELS, search.get('alert')),
    idle: oneOf(IDLE_LEVELS, search.get('idle')),
    result: oneOf(RESULT_CLASSES, search.get('result')),
    rules: oneOf(['built'] as const, search.get('rules')),
    round: search.get('round') ?? undefined,
    q: search.get('q') ?? undefined,
  };
  const change = (next: Partial<Record<keyof LedgerFilters, string | undefined>>) =>
    setSearch(
      (previous) => {
        const changed = new URLSearchParams(previous);
        for (const [name, value] of Object.entries(next)) {
          if (value) changed.set(name, value);
          else changed.delete(name);
        }
        return changed;
      },
      { replace: true },
    );
  return { filters, change, clear: () => setSearch({}, { replace: true }), active: search.size > 0 };
};
