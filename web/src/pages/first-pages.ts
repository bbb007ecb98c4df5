/** Addresses people begin their day with: for these the HTML itself begins to fetch the page and its data. */
export const FIRST_PAGES = {
  home: /^\/$/,
  ledger: /^\/t\/([^/]+)\/ledger$/,
  finding: /^\/t\/([^/]+)\/findings\/([^/]+)$/,
} as const;

export type FirstPage = keyof typeof FIRST_PAGES;
