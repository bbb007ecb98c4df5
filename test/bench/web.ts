/**
 * How fast the pages are for an office PC on a slow line: headless Chromium, CPU slowed 4 ×, fast 3G, an empty cache.
 * Run: `node test/bench/web.ts [runs]` (`CHROMIUM_PATH` names a browser). Prints a table of medians and writes JSON.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../browser/chromium.ts';
import { CloudProcess } from '../browser/cloud-process.ts';
import { Desk } from '../browser/desk.ts';

const runs = Number(process.argv[2] ?? 5);
const TENANT = 'bhcyc';
const LOGIN = 'bhcyc-office';

/** Chrome's own preset "Fast 3G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip, each way of DevTools' factors. */
const FAST_3G = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1.6e6 / 8) * 0.9,
  uploadThroughput: (750e3 / 8) * 0.9,
};
const SLOWER_CPU = 4;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Collects what the browser itself says about painting and shifting, from the first moment of the page. */
const WATCH = `
  window.seen = { lcp: 0, cls: 0 };
  new PerformanceObserver((list) => { for (const e of list.getEntries()) window.seen.lcp = e.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.seen.cls += e.value; })
    .observe({ type: 'layout-shift', buffered: true });
`;
/** Frames drawn while the page is scrolled for two seconds. */
const SCROLL_FPS = `new Promise((done) => {
  const start = performance.now();
  let frames = 0;
  const step = (now) => {
    frames += 1;
    window.scrollBy(0, 12);
    if (now - start < 2000) requestAnimationFrame(step);
    else done(Math.round((frames * 1000) / (now - start)));
  };
  requestAnimationFrame(step);
})`;

interface Seen {
  readonly lcp: number;
  readonly cls: number;
}

const cold = async (desk: Desk, path: string, shows: string): Promise<Seen> => {
  await desk.goto(path);
  await desk.page.getByTestId(shows).first().waitFor({ timeout: 60_000 });
  await desk.page.waitForLoadState('networkidle');
  return await desk.page.evaluate<Seen>('window.seen');
};

const cloud = await CloudProcess.start();
const browser = await launchBrowser();
try {
  const { data } = await cloud
    .as(LOGIN)
    .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100 } });
  const finding = data.items.find(({ no }) => no === '3');
  const pages = [
    { name: 'home', path: '/', shows: 'inbox-task' },
    { name: 'ledger', path: `/t/${TENANT}/ledger`, shows: 'finding-row' },
    { name: 'finding', path: `/t/${TENANT}/findings/${finding?.id}`, shows: 'measure' },
  ];
  const desk = await Desk.open(browser, cloud.url);
  desk.context.setDefaultTimeout(60_000);
  await desk.signIn(LOGIN);
  await desk.page.addInitScript(WATCH);
  const line = await desk.context.newCDPSession(desk.page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', FAST_3G);
  await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
  const results: Record<string, Record<string, number>> = {};
  await line.send('Network.setCacheDisabled', { cacheDisabled: true });
  for (const { name, path, shows } of pages) {
    const seen: Seen[] = [];
    for (let run = 0; run < runs; run += 1) seen.push(await cold(desk, path, shows));
    results[name] = {
      lcpMs: Math.round(median(seen.map(({ lcp }) => lcp))),
      cls: Number(median(seen.map(({ cls }) => cls)).toFixed(3)),
    };
  }
  await line.send('Network.setCacheDisabled', { cacheDisabled: false });
  const changes: number[] = [];
  await cold(desk, '/', 'inbox-task');
  await desk.follow('问题台账');
  await desk.page.getByTestId('finding-row').first().waitFor();
  for (let run = 0; run < runs; run += 1) {
    await desk.follow('我的待办');
    await desk.page.getByTestId('inbox-task').first().waitFor();
    const start = performance.now();
    await desk.follow('问题台账');
    await desk.page.getByTestId('finding-row').first().waitFor();
    changes.push(performance.now() - start);
  }
  const fps = await desk.page.evaluate<number>(SCROLL_FPS);
  results.ledger = { ...results.ledger, warmChangeMs: Math.round(median(changes)), scrollFps: fps };
  console.table(results);
  const directory = join(import.meta.dirname, 'results');
  await mkdir(directory, { recursive: true });
  await writeFile(
    join(directory, 'web.json'),
    `${JSON.stringify({ at: new Date().toISOString(), runs, line: 'fast 3G', cpu: SLOWER_CPU, results }, null, 2)}\n`,
  );
} finally {
  await browser.close();
  await cloud.stop();
}
