const texts = () => import('../i18n/zh-CN.ts');

/** Pages people open most, besides home, which is part of the program: fetched together with it, not after it. */
const PAGES: readonly (readonly [RegExp, readonly (() => Promise<unknown>)[]])[] = [
  [/^\/t\/[^/]+\/ledger$/, [() => import('./tenant/ledger/LedgerPage.tsx'), texts]],
  [/^\/t\/[^/]+\/findings\/[^/]+$/, [() => import('./tenant/findings/FindingPage.tsx'), texts]],
];

const quietly = (load: () => Promise<unknown>): Promise<unknown> => load().catch(() => undefined);

/** Begins to fetch what the address will show; whoever shows it also sees whether that failed. */
export const fetchPageOf = (pathname: string): void => {
  for (const [address, loads] of PAGES)
    if (address.test(pathname)) for (const load of loads) void quietly(load);
};
