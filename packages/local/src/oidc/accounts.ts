/** A person who can sign in on this machine. */
export interface DemoAccount {
  /** User name, and the `sub` of every token. */
  readonly sub: string;
  readonly name: string;
  /** What the person is there: 党委书记, 整改办联络员 … */
  readonly title: string;
  /** Name of the tenant the account belongs to; the sign-in page groups by it. */
  readonly tenant: string;
}

/** Accounts by tenant, in the order tenants first appear. */
export function groupByTenant(accounts: readonly DemoAccount[]): Map<string, DemoAccount[]> {
  const groups = new Map<string, DemoAccount[]>();
  for (const account of accounts) {
    groups.set(account.tenant, [...(groups.get(account.tenant) ?? []), account]);
  }
  return groups;
}
