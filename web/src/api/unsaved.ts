import { useEffect, useSyncExternalStore } from 'react';

/** Pages that were left while something typed on them was being saved, which then was not. Addresses only. */
let paths: readonly string[] = [];
const listeners = new Set<() => void>();

const set = (next: readonly string[]): void => {
  paths = next;
  for (const listener of listeners) listener();
};

export const noteUnsaved = (path: string): void => set([...new Set([...paths, path])]);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Such a page, other than the one that is open: that says so itself. */
export const useUnsaved = (pathname: string): string | undefined => {
  const unsaved = useSyncExternalStore(subscribe, () => paths);
  useEffect(() => {
    if (paths.includes(pathname)) set(paths.filter((one) => one !== pathname));
  }, [pathname]);
  return unsaved.find((one) => one !== pathname);
};
