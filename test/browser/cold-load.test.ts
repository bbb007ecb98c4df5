import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { Desk } from './desk.ts';
import { Office } from './office.ts';

const office = new Office();
const LOGIN = 'bhcyc-office';
const TENANT = 'bhcyc';
/** Longer than a loaded machine takes to run the script of the start page. */
const PROGRAM_LATE_MS = 1_500;

/** Longer than any wording of the demonstration unit. */
const LONG_MEASURE = '逐项对照制度检查采购、合同、验收、付款各环节，形成清单，明确责任人和完成时间；'.repeat(
  12,
);
/** High enough for all of a finding's cards: what is below the screen is not painted. */
const TALL_SCREEN = { width: 1280, height: 2_400 };

/** What the browser last named as the largest thing painted so far. */
interface Largest {
  readonly text: string;
  readonly size: number;
  readonly at: number;
}
const NOTE_LARGEST = `
  window.largest = { text: '', size: 0, at: 0 };
  new PerformanceObserver((list) => {
    for (const { element, size, startTime } of list.getEntries())
      window.largest = { text: element?.textContent ?? '', size, at: startTime };
  }).observe({ type: 'largest-contentful-paint', buffered: true });
`;

interface Fetched {
  readonly path: string;
  readonly begun: number;
  readonly ended: number;
}

/** All that the page has fetched besides itself, as the browser notes it. */
const fetchedBy = async ({ page }: Desk): Promise<readonly Fetched[]> =>
  await page.evaluate(() =>
    performance.getEntriesByType('resource').map((one) => ({
      path: one.name.slice(location.origin.length),
      begun: one.startTime,
      ended: 'responseEnd' in one ? Number(one.responseEnd) : 0,
    })),
  );

interface Opened {
  readonly name: string;
  readonly path: () => Promise<string>;
  /** There when the page shows what it is for. */
  readonly shows: (page: Page) => Locator;
  readonly data: string;
}

const PAGES: readonly Opened[] = [
  {
    name: 'home',
    path: async () => '/',
    shows: (page) => page.getByTestId('inbox-task').first(),
    data: '/v1/inbox',
  },
  {
    name: 'the ledger',
    path: async () => `/t/${TENANT}/ledger`,
    shows: (page) => page.getByTestId('finding-row').first(),
    data: `/v1/tenants/${TENANT}/findings?`,
  },
  {
    name: 'a finding',
    path: async () => {
      const { data } = await office.cloud
        .as(LOGIN)
        .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 1 } });
      return `/t/${TENANT}/findings/${data.items[0]?.id}`;
    },
    shows: (page) => page.getByRole('heading', { name: '问题原文' }),
    data: `/v1/tenants/${TENANT}/findings/`,
  },
];

describe('a page that is opened anew', () => {
  for (const { name, path, shows, data } of PAGES)
    office.check(
      `asks for the data of ${name} while the program travels, and for nothing twice`,
      async () => {
        const desk = await office.desk(LOGIN);
        const { page } = desk;
        // Once before, so that the tab knows who sits there.
        await desk.goto(await path());
        await shows(page).waitFor();
        await page.route(/\/assets\/libraries-/, async (route) => {
          await pause(PROGRAM_LATE_MS);
          await route.fallback();
        });
        await desk.goto(await path());
        await shows(page).waitFor();
        await page.waitForLoadState('networkidle');
        await page.unrouteAll();
        const fetched = await fetchedBy(desk);
        const program = fetched.find((one) => one.path.startsWith('/assets/libraries-'));
        const answer = fetched.find((one) => one.path.startsWith(data));
        expect(answer?.ended).toBeLessThan(program?.ended ?? 0);
        const paths = fetched.map((one) => one.path);
        expect(paths.filter((one, index) => paths.indexOf(one) !== index)).toEqual([]);
        expect(desk.complaints).toEqual([]);
      },
    );

  office.check(
    'paints the longest text of a finding before the controls of its cards are there',
    async () => {
      const calls = office.cloud.as(LOGIN);
      const list = await calls.call('findings.list', {
        params: { tenantId: TENANT },
        query: { state: 'rectifying', limit: 1 },
      });
      const { id: findingId = '', dueDate: term = '' } = list.data.items[0] ?? {};
      await calls.call('measures.add', {
        params: { tenantId: TENANT, findingId },
        body: { text: LONG_MEASURE, term },
        idempotencyKey: crypto.randomUUID(),
      });
      const desk = await Desk.open(office.browser, office.cloud.url, TALL_SCREEN);
      try {
        await desk.signIn(LOGIN);
        const { page } = desk;
        await page.addInitScript(NOTE_LARGEST);
        let release = (): void => undefined;
        const held = new Promise<void>((resolve) => {
          release = resolve;
        });
        await page.route(/\/assets\/FindingWork-/, async (route) => {
          await held;
          await route.fallback();
        });
        await desk.goto(`/t/${TENANT}/findings/${findingId}`);
        await expect.poll(() => page.evaluate<string>('window.largest.text')).toBe(LONG_MEASURE);
        const before = await page.evaluate<Largest>('window.largest');
        expect(await page.getByTestId('measure').count()).toBe(0);
        release();
        await page.getByTestId('measure').filter({ hasText: LONG_MEASURE }).waitFor();
        await page.waitForLoadState('networkidle');
        // The cards show it once more, and nothing that is larger: the largest paint has been, without them.
        expect(await page.evaluate<Largest>('window.largest')).toEqual(before);
        expect(await page.getByTestId('measure-text').count()).toBe(0);
      } finally {
        await desk.leave();
      }
    },
  );

  office.check('comes all the same where the script of another release may not run', async () => {
    const desk = await Desk.open(office.browser, office.cloud.url);
    try {
      await desk.signIn(LOGIN);
      await desk.page.getByTestId('inbox-task').first().waitFor();
      await desk.page.route(`${office.cloud.url}/`, async (route) => {
        const response = await route.fetch();
        const { 'content-security-policy': policy = '', ...headers } = response.headers();
        expect(policy).toMatch(/script-src 'self' 'sha256-/);
        await route.fulfill({
          response,
          headers: { ...headers, 'content-security-policy': policy.replace(/ 'sha256-[^']*'/, '') },
        });
      });
      await desk.goto('/');
      await desk.page.getByTestId('inbox-task').first().waitFor();
      expect(desk.complaints.filter((one) => one.includes('Content Security Policy'))).toHaveLength(1);
    } finally {
      await desk.leave();
    }
  });
});
