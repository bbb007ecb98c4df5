import { ahead } from './api/ahead.ts';
import { askFirstReads } from './api/first-reads.ts';
import { chosenMembership, createHeldTokens } from './auth/held-tokens.ts';
import { lastAppConfig } from './config/app-config.ts';
import './styles.css';
import { FIRST_PAGES, type FirstPage } from './pages/first-pages.ts';

/**
 * Stands in the HTML itself (vite.config.ts puts it there, the content security policy names its hash), so that page,
 * program and data travel at the same time: a turn on a slow line costs half a second. It only begins what the program
 * would do by itself. Where it does not run, the page comes later and is the same.
 */
declare const PAGE_FILES: Readonly<Partial<Record<FirstPage, readonly string[]>>>;

const fetchFilesOf = (pathname: string): void => {
  for (const [page, address] of Object.entries(FIRST_PAGES) as [FirstPage, RegExp][])
    if (address.test(pathname))
      for (const file of PAGE_FILES[page] ?? []) {
        const style = file.endsWith('.css');
        const link = Object.assign(document.createElement('link'), {
          rel: style ? 'stylesheet' : 'modulepreload',
          crossOrigin: '',
          href: file,
        });
        document.head.append(link);
      }
};

const askForData = (): void => {
  const config = lastAppConfig();
  const user = config && createHeldTokens(config).read();
  if (!user || user.expired) return;
  globalThis.xunchaAhead = ahead;
  const options = {
    baseUrl: '',
    accessToken: async () => user.accessToken,
    membership: chosenMembership.read,
  };
  askFirstReads(options, window.location).catch(() => undefined);
};

try {
  fetchFilesOf(window.location.pathname);
  askForData();
} catch {
  // What the tab remembers can't be read: the program begins from the start.
}
