import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createClient } from '@xuncha/contracts';
import { startLocalCloud } from '@xuncha/local';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/browser/chromium.ts';
import { Desk, PHONE_SCREEN } from '../test/browser/desk.ts';
import { bringToMeeting } from './demo/gates.ts';
import { prepareAssembly } from './prepare-assembly.ts';
import { DEMO_ACCOUNTS, HISTORY_MS, seedDemo } from './seed-demo.ts';

/**
 * Takes the pictures of the README from the demonstration: `node scripts/screenshots.ts`. `CHROMIUM_PATH` names a
 * browser on a machine with Chinese fonts; without it the browser from npm is used, which brings none.
 */

const ROOT = resolve(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/screenshots');
const IRREGULAR = join(ROOT, 'test/data/问题清单-填报不规范.xlsx');
const TENANT = 'bhcyc';
/** The unit whose past the demonstration tells. */
const PAST_UNIT = 'dhlh';
/** Some weeks after the first unit's feedback: some of it is late, most of it is not due yet. */
const NOW = Date.parse('2024-11-25T09:00:00+08:00');
/** A little smaller than an office screen, so that words stay readable beside each other in the README. */
const SCREEN = { width: 1280, height: 800 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const directory = mkdtempSync(join(tmpdir(), 'xuncha-screenshots-'));
const cloud = await startLocalCloud({
  assemblyDir: await prepareAssembly(say),
  dataDir: directory,
  port: 0,
  accounts: DEMO_ACCOUNTS,
  startsAt: NOW - HISTORY_MS,
  quiet: true,
});
const clientOf = (login: string) =>
  createClient({ baseUrl: cloud.url, accessToken: () => cloud.tokenFor(login) });

interface Shot {
  readonly name: string;
  readonly login: string;
  readonly path: string;
  /** Selector of something that is on the page once it has loaded. */
  readonly shows: string;
  readonly phone?: boolean;
  /** Part of a long page to bring into view. */
  readonly at?: string;
}

const take = async (browser: Browser, { name, login, path, shows, phone, at }: Shot): Promise<void> => {
  const desk = await Desk.open(browser, cloud.url, phone ? PHONE_SCREEN : SCREEN);
  const { page } = desk;
  await desk.signIn(login);
  // The offer of a walk through the pages is for the first visit only.
  await page.getByTestId('tour-invitation').getByRole('button').last().click();
  await desk.goto(path);
  await page.locator(shows).first().waitFor();
  await page.waitForLoadState('networkidle');
  if (at) await page.locator(at).evaluate((part) => part.scrollIntoView({ block: 'start' }));
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
  await desk.leave();
  say(`docs/screenshots/${name}.png`);
};

/** Moves the waiting case on to the meeting, after its decision page has been shown. */
const callMeeting = async (findingId: string): Promise<string> => {
  await bringToMeeting(
    clientOf,
    { tenantId: TENANT, findingId },
    { checker: 'bhcyc-jiwei', consultant: 'hq-function', secretary: 'bhcyc-secretary' },
  );
  const { data } = await clientOf('hq-leading').call('meetings.create', {
    body: {
      title: '巡察工作领导小组2024年第四次会议',
      date: '2024-11-25',
      attendees: ['顾长明', '沈知行'],
      minutesNo: '领导小组纪要〔2024〕4号',
    },
  });
  return data.id;
};

const registerIrregular = async (): Promise<string> => {
  const content = readFileSync(IRREGULAR);
  const { data } = await clientOf('hq-inspection').call('imports.register', {
    params: { tenantId: TENANT },
    body: {
      fileName: basename(IRREGULAR),
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
  });
  const answer = await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
  if (!answer.ok) throw new Error(`the upload of the list was answered ${answer.status}`);
  return data.import.id;
};

const takeAll = async (browser: Browser): Promise<void> => {
  const { data } = await clientOf('bhcyc-office').call('findings.list', {
    params: { tenantId: TENANT },
    query: { limit: 100 },
  });
  const finding = (no: string): string => `/t/${TENANT}/findings/${findingId(no)}`;
  const findingId = (no: string): string => {
    const found = data.items.find((each) => each.no === no);
    if (!found) throw new Error(`the demonstration has no finding ${no}`);
    return found.id;
  };
  const unit = { login: 'bhcyc-office' };
  await take(browser, { ...unit, name: 'home-office', path: '/', shows: '[data-testid=inbox-task]' });
  await take(browser, {
    ...unit,
    name: 'phone-home',
    path: '/',
    shows: '[data-testid=inbox-task]',
    phone: true,
  });
  await take(browser, {
    ...unit,
    name: 'ledger',
    path: `/t/${TENANT}/ledger`,
    shows: '[data-testid=finding-row]',
  });
  await take(browser, { ...unit, name: 'finding', path: finding('3'), shows: '[data-testid=measure]' });
  const decision = {
    login: 'bhcyc-jiwei',
    path: finding('3'),
    shows: '[data-testid=decision-panel]',
    at: '#closeout',
  };
  await take(browser, { ...decision, name: 'decision' });
  await take(browser, { ...decision, name: 'phone-decision', phone: true });
  await take(browser, {
    name: 'import-preview',
    login: 'hq-inspection',
    path: `/t/${TENANT}/imports/${await registerIrregular()}`,
    shows: '[data-testid=preview-row]',
    at: 'section[aria-labelledby=preview-title]',
  });
  const { data: plans } = await clientOf('bhcyc-office').call('plans.list', { params: { tenantId: TENANT } });
  const [plan] = plans.items;
  if (!plan) throw new Error('the demonstration has no plan');
  const planPath = `/t/${TENANT}/plans/${plan.id}?tab=timeline`;
  await take(browser, {
    ...unit,
    name: 'plan',
    path: planPath,
    shows: '[data-testid=gantt-row]',
  });
  const past = { login: 'dhlh-office' };
  await take(browser, { ...past, name: 'board', path: `/t/${PAST_UNIT}/board`, shows: 'main .card' });
  await take(browser, { ...past, name: 'effect', path: `/t/${PAST_UNIT}/effect`, shows: 'main canvas' });
  const effect = { ...past, path: `/t/${PAST_UNIT}/effect`, shows: 'main canvas', phone: true };
  await take(browser, { ...effect, name: 'phone-effect', at: 'section:has-text("按时销号趋势")' });
  const archives = `/t/${PAST_UNIT}/archives`;
  await take(browser, { name: 'export', login: 'hq-inspection', path: archives, shows: 'main .card' });
  await take(browser, {
    name: 'tenants',
    login: 'hq-admin',
    path: '/tenants',
    shows: '[data-testid=tenant-row]',
  });
  await take(browser, {
    name: 'meeting',
    login: 'hq-leading',
    path: `/meetings/${await callMeeting(findingId('3'))}`,
    shows: '[data-testid=meeting-case]',
  });
};

mkdirSync(PICTURES, { recursive: true });
try {
  await seedDemo({ url: cloud.url, cloud, say, history: true });
  const browser = await launchBrowser();
  try {
    await takeAll(browser);
  } finally {
    await browser.close();
  }
} finally {
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
}
