import { describe, expect } from 'vitest';
import { DESK_SCREEN, Desk, PHONE_SCREEN } from './desk.ts';
import {
  cutReads,
  type FailingReads,
  holdReads,
  missingWhenCutOff,
  missingWhileWaitingAndAfterFault,
} from './failing-reads.ts';
import { Office } from './office.ts';
import {
  giveSomethingToShow,
  LISTS_FIRST,
  SeenLinks,
  TABS_THAT_LEAD_ON,
  TENANT,
  VISITORS,
  walkTo,
} from './route-walk.ts';
import { expectFitsSpaced, expectReachable, expectUsable } from './usable.ts';

/** Twice as large letters on an office screen leave half of it (WCAG 1.4.4, 1.4.10). */
const ZOOMED_SCREEN = { width: DESK_SCREEN.width / 2, height: DESK_SCREEN.height / 2 };
const SCREENS = [DESK_SCREEN, ZOOMED_SCREEN, PHONE_SCREEN];

const office = new Office();
const links = new SeenLinks();

const settled = async ({ page }: Desk): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByRole('status', { name: '正在加载…' }).first().waitFor({ state: 'detached' });
};

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

describe('every route', () => {
  office.step('has something to show', async () => {
    await giveSomethingToShow(office);
    for (const address of TABS_THAT_LEAD_ON) await links.note(await visit(address));
  });

  for (const route of LISTS_FIRST)
    office.check(`${route} fits desk, phone and double size, and everybody can use it`, async () => {
      const address = links.addressOf(route);
      if (!address)
        throw new Error(`no page visited so far links to ${route}: give the demonstration something to show`);
      const desk = await visit(address);
      seen.push({ route, address, login: desk.login });
      await links.note(desk);
      for (const screen of SCREENS) {
        await desk.page.setViewportSize(screen);
        await expectUsable(desk.page);
      }
      await expectFitsSpaced(desk.page);
      await expectReachable(desk.page);
      expect(desk.complaints).toEqual([]);
    });
});

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
