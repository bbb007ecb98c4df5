import { createRoutesFromChildren, generatePath, matchPath, type RouteObject } from 'react-router';
import { describe, expect } from 'vitest';
import { AppRoutes } from '../../web/src/pages/AppRoutes.tsx';
import { DESK_SCREEN, type Desk, PHONE_SCREEN } from './desk.ts';
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

/** Opens the page as somebody who may see it. */
const visit = async (address: string): Promise<Desk> => {
  for (const login of VISITORS) {
    const desk = await office.desk(login);
    await desk.page.setViewportSize(DESK_SCREEN);
    await desk.goto(address);
    await settled(desk);
    if ((await desk.page.getByText('您没有这项权限').count()) === 0) return desk;
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
      const desk = await visit(addressOf(route));
      await noteLinks(desk);
      for (const screen of SCREENS) {
        await desk.page.setViewportSize(screen);
        await expectUsable(desk.page);
      }
      expect(desk.complaints).toEqual([]);
    });
});
