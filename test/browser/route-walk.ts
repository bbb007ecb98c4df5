import { createRoutesFromChildren, generatePath, matchPath, type RouteObject } from 'react-router';
import { expect } from 'vitest';
import { AppRoutes } from '../../web/src/pages/AppRoutes.tsx';
import type { Desk } from './desk.ts';
import type { Office } from './office.ts';

/** All pages of the route tree, as the browser gets them: a new page is walked to without being named here. */
const pathsOf = (routes: readonly RouteObject[], base = ''): string[] =>
  routes.flatMap((route) => {
    const path = route.index || !route.path ? base : `${base}/${route.path}`.replace('//', '/');
    return route.children ? pathsOf(route.children, path) : [path || '/'];
  });
export const ROUTES = pathsOf(createRoutesFromChildren(AppRoutes().props.children.props.children));

const parameters = (route: string): number => route.split(':').length;
/** Lists before the pages they lead to. */
export const LISTS_FIRST = ROUTES.toSorted((a, b) => parameters(a) - parameters(b));

/** The unit whose pages are walked through. */
export const TENANT = 'bhcyc';

/** Whoever may see the page first; each further one only when the ones before may not. */
export const VISITORS = ['bhcyc-office', 'hq-inspection', 'hq-leading', 'hq-admin', 'hq-team', 'hq-jiwei'];

const UNKNOWN = '~';
const NAMES = Object.fromEntries(
  ROUTES.flatMap((route) => [...route.matchAll(/:(\w+)(?!\?|\w)/g)])
    .map(([, name = '']) => name)
    .filter((name) => name !== 'tenantId')
    .map((name) => [name, UNKNOWN]),
);

/** Goes on within the page, as a link would: what has been read stays, and nothing is loaded anew. */
export const walkTo = async ({ page }: Desk, address: string): Promise<void> =>
  await page.evaluate((path) => {
    window.history.pushState(null, '', path);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, address);

/** Addresses that the pages link to: a page of one thing is found from the list of them. */
export class SeenLinks {
  readonly #links = new Set<string>();

  async note({ page, url }: Desk): Promise<void> {
    const found = await page.evaluate(() => [...document.links].map(({ href }) => href));
    for (const href of found) if (href.startsWith(url)) this.#links.add(new URL(href).pathname);
  }

  /** The address of the route: from a link seen on an earlier page where something of its own is named. */
  addressOf(route: string): string | undefined {
    const known = generatePath(route.replace('*', 'nowhere'), {
      tenantId: TENANT,
      folder: null,
      id: null,
      ...NAMES,
    });
    if (!known.includes(UNKNOWN)) return known;
    return [...this.#links].find((link) => matchPath(route, link));
  }
}

/** Pages whose things stand behind a tab: these have no address of their own among the routes. */
export const TABS_THAT_LEAD_ON = ['actions', 'instructions', 'guidance'].map(
  (tab) => `/t/${TENANT}/unit-meetings?tab=${tab}`,
);

/** Adds what the demonstration has none of, so that every route has something to show. */
export const giveSomethingToShow = async (office: Office): Promise<void> => {
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
};
