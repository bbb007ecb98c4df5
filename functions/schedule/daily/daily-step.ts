import type { TenantScope } from '@xuncha/domain';
import type { RegisteredTenant, Table, UnitsTold } from '@xuncha/store';

/** What a step works with: one tenant, in a session of that tenant, on one business day. */
export interface DailyContext {
  readonly tenant: Pick<RegisteredTenant, 'tenantId' | 'name'>;
  readonly kind: 'group' | 'subsidiary';
  readonly table: Table;
  readonly scope: TenantScope;
  /** The instant of the run, ISO 8601. */
  readonly at: string;
  /** Business date in Shanghai. */
  readonly today: string;
  /** Day of the last run that came to its end; the day before today where there was none. */
  readonly lastRun: string;
  /** Units that HQ's digest tells of otherwise than since `lastRun`; none in a unit's own run. */
  readonly units: UnitsTold;
  readonly hqTenant: string;
  /** The table in a session of HQ, for what HQ's people are to see. */
  readonly hqTable: () => Promise<Table>;
}

/**
 * Something the calendar does to a tenant. It may run again on the same day, and may find that days were left out: what
 * it writes must be the same again (derived ids, or a state that says it was done).
 */
export interface DailyStep {
  /** Stable; noted in the tenant's mark when the step has come to its end. */
  readonly name: string;
  /** Steps of a subsidiary's findings and matters; `both` also runs for HQ's own tenant. */
  readonly of: 'subsidiary' | 'both';
  readonly run: (context: DailyContext) => Promise<void>;
}
