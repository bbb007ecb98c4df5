import type { Route } from 'playwright-core';
import type { Desk } from './desk.ts';

/** The reads of one desk, kept from it; what it may do and who it is come through. */
export interface FailingReads {
  /** What waits is told that the server has a fault, and so is everything from here on. */
  readonly fault: () => Promise<void>;
  /** The page is left: what it waited for is gone, and the next one's reads are dealt with anew. */
  readonly leave: () => Promise<void>;
}

const READS = /\/v1\/(?!me\b)/;

const FAULT = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    code: 'internal',
    detail: '系统出错，请稍后重试。',
  }),
};

const cut = (route: Route): Promise<void> => route.abort('internetdisconnected').catch(() => undefined);
const faulty = (route: Route): Promise<void> => route.fulfill(FAULT).catch(() => undefined);

const onReads = async (
  { context }: Desk,
  take: (route: Route) => Promise<void> | undefined,
): Promise<void> => {
  await context.route(READS, async (route) => {
    if (route.request().method() === 'GET') await take(route);
    else await route.fallback();
  });
};

/** Reads are not answered until they meet a fault. */
export const holdReads = async (desk: Desk): Promise<FailingReads> => {
  let held: Route[] | undefined = [];
  await onReads(desk, (route) => {
    if (!held) return faulty(route);
    held.push(route);
  });
  const release = async (end: (route: Route) => Promise<void>): Promise<void> => {
    const waiting = held ?? [];
    held = undefined;
    await Promise.all(waiting.map(end));
  };
  return {
    fault: () => release(faulty),
    async leave() {
      await release(faulty);
      held = [];
    },
  };
};

/** Reads find no way to the server. */
export const cutReads = async (desk: Desk): Promise<FailingReads> => {
  await onReads(desk, cut);
  return { fault: async () => undefined, leave: async () => undefined };
};

/** A read is repeated after one and two seconds, then given up: each step of the page's clock is longer than that. */
const STEP_MS = 3_000;
const STEPS = 12;
/** Five seconds and more for a machine that does other things as well. */
const LOOKS = 100;
const PAUSE_MS = 50;

/** Lets the page repeat and give up; answers whether what is looked for is there in the end. */
const comes = async ({ page }: Desk, there: () => Promise<boolean>, steps: number): Promise<boolean> => {
  for (let look = 0; look < LOOKS; look += 1) {
    if (await there()) return true;
    // What has been answered meanwhile sets the next timer, so that none is skipped.
    if (look % 2 === 1 && look / 2 < steps) await page.clock.runFor(STEP_MS);
    await page.waitForTimeout(PAUSE_MS);
  }
  return false;
};

const WAITING = '正在加载…';

const shownOn = async ({ page }: Desk): Promise<string> =>
  `it shows: ${(await page.locator('main').innerText()).slice(0, 200)}`;

/** The problem with a retry, and no grey lines that would wait for ever. */
const complains = async (desk: Desk, sentence: RegExp): Promise<string> => {
  const main = desk.page.locator('main');
  const said = main.getByRole('alert').filter({ hasText: sentence });
  const good = await comes(
    desk,
    async () =>
      (await said.getByRole('button', { name: /重\s?试/ }).count()) > 0 &&
      (await main.getByRole('status', { name: WAITING }).count()) === 0,
    STEPS,
  );
  return good ? '' : await shownOn(desk);
};

/** What a page owes while its reads wait, and after they have met a fault; empty when all of it is there. */
export const missingWhileWaitingAndAfterFault = async (desk: Desk, reads: FailingReads): Promise<string> => {
  const waiting = desk.page.locator('main').getByRole('status', { name: WAITING });
  if (!(await comes(desk, async () => (await waiting.count()) > 0, 0)))
    return `nothing says that it waits; ${await shownOn(desk)}`;
  await reads.fault();
  return await complains(desk, /系统出错[\s\S]*代码 internal/);
};

/** The same where the line is cut. */
export const missingWhenCutOff = (desk: Desk): Promise<string> => complains(desk, /网络/);
