import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createClient } from '@xuncha/contracts';
import { startLocalCloud } from '@xuncha/local';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/browser/chromium.ts';
import { DESK_SCREEN, Desk, PHONE_SCREEN } from '../test/browser/desk.ts';
import { bringToMeeting } from './demo/gates.ts';
import { prepareAssembly } from './prepare-assembly.ts';
import { DEMO_ACCOUNTS, seedDemo } from './seed-demo.ts';

/**
 * Takes the pictures of the README from the demonstration: `node scripts/screenshots.ts`. `CHROMIUM_PATH` names a
 * browser on a machine with Chinese fonts; without it the browser from npm is used, which brings none.
 */

const ROOT = resolve(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/screenshots');
const IRREGULAR = join(ROOT, 'test/data/问题清单-填报不规范.xlsx');
const TENANT = 'bhcyc';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const directory = mkdtempSync(join(tmpdir(), 'xuncha-screenshots-'));
const cloud = await startLocalCloud({
  assemblyDir: await prepareAssembly(say),
  dataDir: directory,
  port: 0,
  accounts: DEMO_ACCOUNTS,
  quiet: true,
});
const clientOf = (login: string) =>
  createClient({ baseUrl: cloud.url, accessToken: () => cloud.tokenFor(login) });

interface Shot {
  readonly name: string;
  readonly login: string;
  readonly path: string;
  /** Something that is on the page once it has loaded. */
  readonly shows: string;
  readonly phone?: boolean;
  /** Part of a long page to bring into view. */
  readonly at?: string;
}

const take = async (browser: Browser, { name, login, path, shows, phone, at }: Shot): Promise<void> => {
  const desk = await Desk.open(browser, cloud.url, phone ? PHONE_SCREEN : DESK_SCREEN);
  const { page } = desk;
  await desk.signIn(login);
  await desk.goto(path);
  await page.getByTestId(shows).first().waitFor();
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
      date: '2024-12-05',
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
  await take(browser, { ...unit, name: 'home-office', path: '/', shows: 'inbox-task' });
  await take(browser, { ...unit, name: 'phone-home', path: '/', shows: 'inbox-task', phone: true });
  await take(browser, { ...unit, name: 'ledger', path: `/t/${TENANT}/ledger`, shows: 'finding-row' });
  await take(browser, { ...unit, name: 'finding', path: finding('3'), shows: 'measure' });
  const decision = { login: 'bhcyc-jiwei', path: finding('3'), shows: 'decision-panel', at: '#closeout' };
  await take(browser, { ...decision, name: 'decision' });
  await take(browser, { ...decision, name: 'phone-decision', phone: true });
  await take(browser, {
    name: 'import-preview',
    login: 'hq-inspection',
    path: `/t/${TENANT}/imports/${await registerIrregular()}`,
    shows: 'preview-row',
    at: 'section[aria-labelledby=preview-title]',
  });
  await take(browser, { name: 'tenants', login: 'hq-admin', path: '/tenants', shows: 'tenant-row' });
  await take(browser, {
    name: 'meeting',
    login: 'hq-leading',
    path: `/meetings/${await callMeeting(findingId('3'))}`,
    shows: 'meeting-case',
  });
};

mkdirSync(PICTURES, { recursive: true });
try {
  await seedDemo({ url: cloud.url, cloud, say });
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
