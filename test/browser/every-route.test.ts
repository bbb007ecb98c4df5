import { createRoutesFromChildren, generatePath, matchPath, type RouteObject } from 'react-router';
import { describe, expect } from 'vitest';
import { AppRoutes } from '../../web/src/pages/AppRoutes.tsx';
import { DESK_SCREEN, Desk, PHONE_SCREEN } from './desk.ts';
import {
  cutReads,
  type FailingReads,
  holdReads,
  missingWhenCutOff,
  missingWhileWaitingAndAfterFault,
} from './failing-reads.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

/** All pages of the route tree, as the browser gets them: a new page is judged without being named here. */
const pathsOf = (routes: readonly RouteObject[], base = ''): string[] =>
  routes.flatMap((route) => {
    const path = route.index || !route.path ? base : `${base}/${route.path}`.replace('//', '/');
    return route.children ? pathsOf(route.children, path) : [path || '/'];
  });
const ROUTES = pathsOf(createRoutesFromChildren(AppRoutes().props.children.props.children));

const TENANT = 'bhcyc';
/** Twice as large letters on an office screen leave half of it (WCAG 1.4.4, 1.4.10). */
const ZOOMED_SCREEN = { width: DESK_SCREEN.width / 2, height: DESK_SCREEN.height / 2 };
const SCREENS = [DESK_SCREEN, ZOOMED_SCREEN, PHONE_SCREEN];

/** Whoever may see the page first; each further one only when the ones before may not. */
const VISITORS = ['bhcyc-office', 'hq-inspection', 'hq-leading', 'hq-admin', 'hq-team', 'hq-jiwei'];

const office = new Office();
/** Addresses that the pages link to: a page of one thing is found from the list of them. */
const links = new Set<string>();

const settled = async ({ page }: Desk): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByRole('status', { name: '正在加载…' }).first().waitFor({ state: 'detached' });
};

/** The address of the route: from a link seen on an earlier page where something of its own is named. */
const addressOf = (route: string): string => {
  const known = generatePath(route.replace('*', 'nowhere'), {
    tenantId: TENANT,
    folder: null,
    id: null,
    ...NAMES,
  });
  if (!known.includes(UNKNOWN)) return known;
  const found = [...links].find((link) => matchPath(route, link));
  if (!found)
    throw new Error(`no page visited so far links to ${route}: give the demonstration something to show`);
  return found;
};
const UNKNOWN = '~';
const NAMES = Object.fromEntries(
  ROUTES.flatMap((route) => [...route.matchAll(/:(\w+)(?!\?|\w)/g)])
    .map(([, name = '']) => name)
    .filter((name) => name !== 'tenantId')
    .map((name) => [name, UNKNOWN]),
);

/** Where each page was found, and by whom. */
const seen: { readonly route: string; readonly address: string; readonly login: string }[] = [];

/** Opens the page as somebody who may see it. */
const visit = async (address: string): Promise<Desk & { readonly login: string }> => {
  for (const login of VISITORS) {
    const desk = await office.desk(login);
    await desk.page.setViewportSize(DESK_SCREEN);
    await desk.goto(address);
    await settled(desk);
    if ((await desk.page.getByText('您没有这项权限').count()) === 0) return Object.assign(desk, { login });
  }
  throw new Error(`none of ${VISITORS.join(', ')} may see ${address}`);
};

const noteLinks = async ({ page, url }: Desk): Promise<void> => {
  const found = await page.evaluate(() => [...document.links].map(({ href }) => href));
  for (const href of found) if (href.startsWith(url)) links.add(new URL(href).pathname);
};

describe('every route', () => {
  office.step('has something to show', async () => {
    await office.cloud.as('hq-leading').call('meetings.create', {
      body: { title: '领导小组2024年第五次会议', date: '2024-12-12', attendees: ['顾长明', '沈知行'] },
    });
    const params = { tenantId: TENANT };
    const unit = office.cloud.as('bhcyc-office');
    const [batch] = (await unit.call('batches.list', { params })).data.items;
    if (!batch) throw new Error(`${TENANT} has no batch of feedback`);
    await unit.call('notices.draft', {
      params,
      body: { batchId: batch.id, audience: 'internal', title: '巡察整改情况公开' },
    });
    expect(ROUTES).toContain('/t/:tenantId/findings/:findingId');
    // What stands behind a tab has no address of its own among the routes.
    for (const tab of ['actions', 'instructions', 'guidance']) {
      const desk = await visit(`/t/${TENANT}/unit-meetings?tab=${tab}`);
      await noteLinks(desk);
    }
  });

  // Lists before the pages they lead to.
  const parameters = (route: string): number => route.split(':').length;
  for (const route of [...ROUTES].sort((a, b) => parameters(a) - parameters(b)))
    office.check(`${route} fits desk, phone and double size, and everybody can use it`, async () => {
      const address = addressOf(route);
      const desk = await visit(address);
      seen.push({ route, address, login: desk.login });
      await noteLinks(desk);
      for (const screen of SCREENS) {
        await desk.page.setViewportSize(screen);
        await expectUsable(desk.page);
      }
      expect(desk.complaints).toEqual([]);
    });
});

/** Goes on within the page, as a link would: what has been read stays, and nothing is loaded anew. */
const walkTo = async ({ page }: Desk, address: string): Promise<void> =>
  await page.evaluate((path) => {
    window.history.pushState(null, '', path);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, address);

/** Pages that read nothing of their own: whatever fails around them is not theirs to say. */
const READ_NOTHING = [
  '/sign-in',
  '/signed-in',
  '/signed-out',
  '/changes',
  '/*',
  '/t/:tenantId/evidence-upload',
];

/** Walks through the pages of each visitor, at a desk of its own on whose line reads fail. */
const walkOn = async (
  fail: (desk: Desk) => Promise<FailingReads>,
  pages: typeof seen,
  look: (desk: Desk, reads: FailingReads) => Promise<string>,
): Promise<void> => {
  for (const [login, mine] of Map.groupBy(
    pages.filter(({ route }) => !READ_NOTHING.includes(route)),
    (page) => page.login,
  )) {
    const desk = await Desk.open(office.browser, office.cloud.url);
    await desk.page.clock.install();
    const reads = await fail(desk);
    await desk.signIn(login);
    for (const { route, address } of mine) {
      await reads.leave();
      await walkTo(desk, address);
      expect.soft(await look(desk, reads), `${route} of ${login}`).toBe('');
    }
    expect(desk.complaints).toEqual([]);
    await desk.leave();
  }
};

/** 60 s: some forty pages one after the other, on a machine that does other things as well. */
const WALK_MS = 60_000;

describe('every page says so', () => {
  office.step(
    'when its reads take long, and then fail',
    () => walkOn(holdReads, seen, missingWhileWaitingAndAfterFault),
    WALK_MS,
  );

  // What fails is told in one place; some pages of one visitor show that a lost line comes there too.
  office.step(
    'when it does not reach the server',
    () =>
      walkOn(
        cutReads,
        seen.filter(({ login }) => login === VISITORS[0]).filter((_, at) => at % 12 === 0),
        missingWhenCutOff,
      ),
    WALK_MS,
  );

  office.step(
    'when there is nothing yet: no bare table, no empty list',
    async () => {
      const lists = seen.filter(
        ({ route }) => route.startsWith('/t/:tenantId/') && route.split(':').length === 2,
      );
      expect(lists.length).toBeGreaterThan(10);
      const desk = await office.desk('dhlh-office');
      const main = desk.page.locator('main');
      for (const { route, address } of lists) {
        const before = await desk.page.locator('h1').first().textContent();
        await walkTo(desk, address.replace(TENANT, 'dhlh'));
        await desk.page.waitForFunction(
          (title) => document.querySelector('h1') && document.querySelector('h1')?.textContent !== title,
          before,
        );
        await main.getByRole('status', { name: '正在加载…' }).first().waitFor({ state: 'detached' });
        const bare = await main.locator('tbody:empty, ul:empty, ol:empty').count();
        expect.soft({ bare, problems: await main.locator('.problem').count() }, route).toEqual({
          bare: 0,
          problems: 0,
        });
      }
    },
    WALK_MS,
  );
});
