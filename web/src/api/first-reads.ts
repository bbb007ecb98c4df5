import type { CallInput, ClientOptions, OperationId } from '@xuncha/contracts';
import type { Action } from '@xuncha/domain';
import { FIRST_PAGES } from '../pages/first-pages.ts';
import { ahead } from './ahead.ts';
import { knownReach } from './known-actions.ts';

/** 100: the largest page, so that counts by kind are whole for nearly everybody. */
export const INBOX_QUERY = { limit: 100 };
/** Units of the group's overview. */
export const TENANTS_QUERY = { limit: 100 };
export const EVENTS_QUERY = { limit: 100 };
/** Lines of one answer from an index. */
export const INDEX_PAGE = 100;
/** The ledger as it opens for whoever has chosen no start view: everything, by due date. */
export const LEDGER_QUERY = { order: 'due' as const, limit: INDEX_PAGE };

/** All that may be asked for ahead: the script in the HTML carries the addresses of these only. */
export const FIRST_READS = [
  'me.get',
  'notifications.list',
  'inbox.list',
  'tenants.list',
  'overview.get',
  'findings.list',
  'ledgerViews.list',
  'tenants.get',
  'findings.get',
  'findings.events',
  'matters.ofFinding',
] as const satisfies readonly OperationId[];

type FirstRead = (typeof FIRST_READS)[number];
type Ask = <Id extends FirstRead>(action: Action | undefined, id: Id, input: CallInput<Id>) => void;

/** A ledger address that says nothing of the view, or names the standard one without changes. */
const isPlain = (search: string): boolean => search === '' || search === '?view=all';

const pageReads = (ask: Ask, own: string | undefined, { pathname, search }: Location): void => {
  const ledger = FIRST_PAGES.ledger.exec(pathname);
  const finding = FIRST_PAGES.finding.exec(pathname);
  if (FIRST_PAGES.home.test(pathname)) {
    ask('inbox.read', 'inbox.list', { query: INBOX_QUERY });
    ask('tenant.list', 'tenants.list', { query: TENANTS_QUERY });
    if (own) ask('finding.read', 'overview.get', { params: { tenantId: own } });
  } else if (ledger) {
    const params = { tenantId: ledger[1] ?? '' };
    if (isPlain(search)) ask('finding.read', 'findings.list', { params, query: LEDGER_QUERY });
    ask('finding.read', 'ledgerViews.list', { params });
    ask('tenant.read', 'tenants.get', { params });
  } else if (finding) {
    const params = { tenantId: finding[1] ?? '', findingId: finding[2] ?? '' };
    ask('finding.read', 'findings.get', { params });
    ask('finding.read', 'findings.events', { params, query: EVENTS_QUERY });
    ask('finding.read', 'matters.ofFinding', { params });
  }
};

/**
 * Asks for who the person is and for what the address shows, at once and in parallel, as the page will ask for it. Only
 * what this tab knows them to be allowed; the first page after the sign-in asks for itself.
 * @returns when all have been sent
 */
export const askFirstReads = (
  options: Pick<ClientOptions, 'baseUrl' | 'accessToken' | 'membership'>,
  location: Location,
): Promise<unknown> => {
  const { own, may } = knownReach();
  const sent: Promise<void>[] = [];
  const ask: Ask = (action, id, input) => {
    const tenantId: unknown = input.params && Reflect.get(input.params, 'tenantId');
    if (action === undefined || may(action, typeof tenantId === 'string' ? tenantId : undefined))
      sent.push(ahead.ask(options, id, input));
  };
  if (own) {
    ask(undefined, 'me.get', {});
    pageReads(ask, own, location);
    ask(undefined, 'notifications.list', {});
  }
  return Promise.all(sent);
};
