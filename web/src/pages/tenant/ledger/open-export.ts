/**
 * The export of a unit's ledger that is still being made: whoever leaves the page meanwhile finds it again on coming back,
 * in this tab, as long as the tab is open.
 */
const keyOf = (membership: string, tenantId: string): string => `xuncha.export.${membership}.${tenantId}`;

/** A forbidden storage must not break a page: then only this visit follows the export. */
const quietly = <T>(action: () => T): T | undefined => {
  try {
    return action();
  } catch {
    return undefined;
  }
};

export const openExport = {
  of: (membership: string, tenantId: string): string | undefined =>
    quietly(() => sessionStorage.getItem(keyOf(membership, tenantId))) ?? undefined,
  keep: (membership: string, tenantId: string, exportId: string): void =>
    quietly(() => sessionStorage.setItem(keyOf(membership, tenantId), exportId)),
  forget: (membership: string, tenantId: string): void =>
    quietly(() => sessionStorage.removeItem(keyOf(membership, tenantId))),
};
