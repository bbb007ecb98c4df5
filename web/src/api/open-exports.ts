import { useSyncExternalStore } from 'react';

/** An export of a ledger whose workbook the person has not taken yet, and what was asked for, to ask for it again. */
export interface OpenExport {
  readonly tenantId: string;
  readonly exportId: string;
  readonly query: string;
  readonly findingIds?: readonly string[];
}

/** Of this tab, so that a reload still finds them; by membership, because another one may not see them. */
const keyOf = (membership: string): string => `xuncha.exports.${membership}`;

/** A forbidden storage must not break a page: then a reload forgets them. */
const quietly = <T>(action: () => T): T | undefined => {
  try {
    return action();
  } catch {
    return undefined;
  }
};

const held = new Map<string, readonly OpenExport[]>();
const listeners = new Set<() => void>();

const of = (membership: string): readonly OpenExport[] => {
  const known =
    held.get(membership) ??
    quietly((): OpenExport[] => JSON.parse(sessionStorage.getItem(keyOf(membership)) ?? '[]')) ??
    [];
  held.set(membership, known);
  return known;
};

const set = (membership: string, open: readonly OpenExport[]): void => {
  held.set(membership, open);
  quietly(() => sessionStorage.setItem(keyOf(membership), JSON.stringify(open)));
  for (const listener of listeners) listener();
};

export const openExports = {
  add: (membership: string, one: OpenExport): void => set(membership, [...of(membership), one]),
  remove: (membership: string, exportId: string): void =>
    set(
      membership,
      of(membership).filter((one) => one.exportId !== exportId),
    ),
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Exports of this tab that are being made or wait to be taken, on whatever page the person is. */
export const useOpenExports = (membership = ''): readonly OpenExport[] =>
  useSyncExternalStore(subscribe, () => of(membership));
