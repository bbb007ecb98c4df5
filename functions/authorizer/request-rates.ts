import type { TenantKind } from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import type { DebitBucket, RateLimit } from '@xuncha/store';

/** Limits by kind of tenant: all people of a tenant share one bucket. */
export type RateLimits = Readonly<Record<TenantKind, RateLimit>>;

/** Undefined admits the request; a number of seconds tells when to come again. */
export type AdmitRequest = (tenantId: string, kind: TenantKind) => Promise<number | undefined>;

/** Most requests an instance admits between two debits: one write for 20 requests while there is plenty. */
const LONGEST_TAB = 20;
/** Share of the known stock that one instance may admit before it asks again: many instances take from one bucket. */
const SHARE_OF_STOCK = 8;
/** An empty bucket is asked again after a quarter of a second, however fast it refills: 4 writes/s per instance. */
const SHORTEST_PAUSE_MS = 250;
/** While the table does not answer, everybody is admitted and it is asked once a second. */
const DOWN_PAUSE_MS = 1_000;
/** Tenants an instance remembers; a group has some hundred at most. */
const REMEMBERED = 1_000;

interface Tab {
  /** Admitted and not yet debited. */
  open: number;
  /** How many may be open before the bucket is debited. */
  longest: number;
  /** Bucket known to be empty until this instant. */
  emptyUntil: number;
}

/**
 * Keeps each tenant to its rate, whichever instance its requests meet. An instance keeps a tab per tenant and debits the
 * tenant's bucket now and then: often when little is left, every 20 requests when there is plenty. What it can't find out it
 * admits: a limiter that is down must never lock anybody out.
 */
export const createRequestRates = (deps: {
  readonly debit: DebitBucket;
  readonly limits: RateLimits;
  readonly clock?: () => number;
}): AdmitRequest => {
  const clock = deps.clock ?? Date.now;
  const tabs = new Map<string, Tab>();
  let downUntil = 0;

  const settle = async (tenantId: string, limit: RateLimit, tab: Tab): Promise<void> => {
    const tokens = tab.open;
    tab.open = 0;
    const at = clock();
    try {
      const { taken, fullAt } = await deps.debit(tenantId, limit, tokens, at);
      // Nothing was taken: what was admitted before stays on the tab; the request at hand is not admitted.
      if (!taken) tab.open += tokens - 1;
      Object.assign(tab, outlook(limit, fullAt - at, at, taken));
      if (!taken) log('info', 'tenant_limited', { tenant: tenantId, untilMs: tab.emptyUntil - at });
    } catch (error) {
      tab.open += tokens;
      downUntil = at + DOWN_PAUSE_MS;
      log('error', 'rate_limiter_down', { tenant: tenantId, ...errorFields(error) });
    }
  };

  return async (tenantId, kind) => {
    const now = clock();
    const limit = deps.limits[kind];
    if (!tabs.has(tenantId) && tabs.size >= REMEMBERED) tabs.clear();
    const tab = tabs.get(tenantId) ?? { open: 0, longest: 1, emptyUntil: 0 };
    tabs.set(tenantId, tab);
    if (tab.emptyUntil <= now) {
      // An outage adds no debt: at most one full tab is debited after it.
      tab.open = Math.min(tab.open + 1, LONGEST_TAB);
      if (tab.open >= tab.longest && downUntil <= now) await settle(tenantId, limit, tab);
    }
    const left = tab.emptyUntil - clock();
    return left > 0 ? Math.ceil(left / 1000) : undefined;
  };
};

/** What a bucket that is full again in `missingMs` lets an instance do. */
const outlook = (limit: RateLimit, missingMs: number, at: number, taken: boolean): Omit<Tab, 'open'> => {
  const token = 1000 / limit.rate;
  const stock = limit.burst - missingMs / token;
  if (taken) {
    const share = Math.floor(stock / SHARE_OF_STOCK);
    return { longest: Math.min(Math.max(share, 1), LONGEST_TAB), emptyUntil: 0 };
  }
  const refill = Math.max((1 - stock) * token, SHORTEST_PAUSE_MS);
  return { longest: 1, emptyUntil: at + refill };
};
