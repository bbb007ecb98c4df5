/**
 * How fast the pages are for an office PC on a slow line: headless Chromium, CPU slowed 4 ×, fast 3G, an empty cache.
 * Run: `node test/bench/web.ts [runs]` (`CHROMIUM_PATH` names a browser). Prints a table of medians and writes JSON, with
 * the machine's load: processor time of a busy machine is not the product's. What does not depend on it stands beside:
 * turns (requests that had to wait for an answer before them), bytes before the first content, and the time the line
 * alone needs for both.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../browser/chromium.ts';
import { CloudProcess } from '../browser/cloud-process.ts';
import { Desk } from '../browser/desk.ts';

const runs = Number(process.argv[2] ?? 5);
const TENANT = 'bhcyc';
const LOGIN = 'bhcyc-office';

/**
 * Chrome's own preset "Fast 3G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip, each times the factor by which DevTools
 * makes up for what it cannot slow down (0.9 of the rates, 3.75 of the delay).
 */
const FAST_3G = {
  offline: false,
  latency: 150 * 3.75,
  downloadThroughput: (1.6e6 / 8) * 0.9,
  uploadThroughput: (750e3 / 8) * 0.9,
};
const SLOWER_CPU = 4;
const LONG_MEASURE = '逐项对照制度检查采购、合同、验收、付款各环节，形成清单，明确责任人和完成时间；'.repeat(
  12,
);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Collects what the browser itself says about painting and shifting, from the first moment of the page. */
const WATCH = `
  window.seen = { fcp: 0, lcp: 0, cls: 0, blocked: 0 };
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch('paint', (e) => { if (e.name === 'first-contentful-paint') window.seen.fcp = e.startTime; });
  watch('largest-contentful-paint', (e) => { window.seen.lcp = e.startTime; });
  watch('layout-shift', (e) => { if (!e.hadRecentInput) window.seen.cls += e.value; });
  watch('longtask', (e) => { window.seen.blocked += e.duration - 50; });
`;
/**
 * From the click on a link of the navigation to the frame in which the page is painted, measured in the page: a driver on
 * a busy machine adds its own time.
 */
const routeChange = (label: string, shows: string): string => `new Promise((done) => {
  const link = [...document.querySelectorAll('nav a')].find((a) => a.textContent === '${label}');
  const start = performance.now();
  const look = () => {
    if (document.querySelector('[data-testid="${shows}"]')) {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
      return true;
    }
    return false;
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
  link.click();
})`;
/** Frames drawn while the lines are scrolled for two seconds. */
const SCROLL_FPS = `new Promise((done) => {
  const box = document.querySelector('.ledger-box');
  const start = performance.now();
  let frames = 0;
  const step = (now) => {
    frames += 1;
    box.scrollBy(0, 24);
    if (now - start < 2000) requestAnimationFrame(step);
    else done(Math.round((frames * 1000) / (now - start)));
  };
  requestAnimationFrame(step);
})`;

interface Seen {
  readonly fcp: number;
  readonly lcp: number;
  readonly cls: number;
  /** Long tasks beyond 50 ms each, until the page is quiet. */
  readonly blocked: number;
}

interface Cold extends Seen {
  readonly turns: number;
  readonly kb: number;
}

/** A request as the browser made it; seconds of one clock. */
interface Request {
  readonly begun: number;
  ended?: number;
  bytes: number;
}

/** Requests that began after another one had ended, one after the other: each such turn costs the line's whole delay. */
const turnsOf = (requests: readonly Request[]): number => {
  let turns = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { begun } of requests.toSorted((a, b) => a.begun - b.begun))
    if (begun >= until) {
      turns += 1;
      until = Math.min(...requests.filter((one) => one.begun >= begun).map(({ ended }) => ended ?? Infinity));
    }
  return turns;
};

const cloud = await CloudProcess.start();
const browser = await launchBrowser();
try {
  const { data } = await cloud
    .as(LOGIN)
    .call('findings.list', { params: { tenantId: TENANT }, query: { limit: 100 } });
  const finding = data.items.find(({ no }) => no === '3');
  // A measure longer than any wording stands below it, in a card that is made of Ant Design's controls.
  const params = { tenantId: TENANT };
  const working = await cloud
    .as(LOGIN)
    .call('findings.list', { params, query: { state: 'rectifying', limit: 1 } });
  const { id: withMeasure = '', dueDate: term = '' } = working.data.items[0] ?? {};
  await cloud.as(LOGIN).call('measures.add', {
    params: { ...params, findingId: withMeasure },
    body: { text: LONG_MEASURE, term },
    idempotencyKey: crypto.randomUUID(),
  });
  const pages = [
    { name: 'home', path: '/', shows: 'inbox-task' },
    { name: 'ledger', path: `/t/${TENANT}/ledger`, shows: 'finding-row' },
    { name: 'finding', path: `/t/${TENANT}/findings/${finding?.id}`, shows: 'measure' },
    { name: 'long measure', path: `/t/${TENANT}/findings/${withMeasure}`, shows: 'measure' },
  ];
  const desk = await Desk.open(browser, cloud.url);
  desk.context.setDefaultTimeout(60_000);
  await desk.signIn(LOGIN);
  await desk.page.addInitScript(WATCH);
  const line = await desk.context.newCDPSession(desk.page);
  const requests = new Map<string, Request>();
  line.on('Network.requestWillBeSent', ({ requestId, timestamp }) =>
    requests.set(requestId, { begun: timestamp, bytes: 0 }),
  );
  line.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { ended: timestamp, bytes: encodedDataLength });
  });
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', FAST_3G);
  await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });

  const cold = async (path: string, shows: string): Promise<Cold> => {
    requests.clear();
    await desk.goto(path);
    await desk.page.getByTestId(shows).first().waitFor({ timeout: 60_000 });
    await desk.page.waitForLoadState('networkidle');
    const seen = await desk.page.evaluate<Seen>('window.seen');
    const all = [...requests.values()];
    const start = Math.min(...all.map(({ begun }) => begun));
    // What was asked for in time to be part of the largest paint.
    const before = all.filter(({ ended }) => ended !== undefined && ended - start <= seen.lcp / 1_000);
    const bytes = before.reduce((sum, one) => sum + one.bytes, 0);
    return { ...seen, turns: turnsOf(before), kb: Math.round(bytes / 1_000) };
  };

  const results: Record<string, Record<string, number>> = {};
  await line.send('Network.setCacheDisabled', { cacheDisabled: true });
  for (const { name, path, shows } of pages) {
    const seen: Cold[] = [];
    for (let run = 0; run < runs; run += 1) seen.push(await cold(path, shows));
    const middle = (of: (one: Cold) => number): number => median(seen.map(of));
    const [turns, kb] = [middle((one) => one.turns), middle((one) => one.kb)];
    results[name] = {
      fcpMs: Math.round(middle(({ fcp }) => fcp)),
      lcpMs: Math.round(middle(({ lcp }) => lcp)),
      cls: Number(middle(({ cls }) => cls).toFixed(3)),
      blockedMs: Math.round(middle(({ blocked }) => blocked)),
      turns,
      kb,
      lineOnlyMs: Math.round(turns * FAST_3G.latency + (kb * 1e6) / FAST_3G.downloadThroughput),
    };
  }
  await line.send('Network.setCacheDisabled', { cacheDisabled: false });
  const changes: number[] = [];
  await cold('/', 'inbox-task');
  await desk.follow('问题台账');
  await desk.page.getByTestId('finding-row').first().waitFor();
  await desk.page.waitForLoadState('networkidle');
  for (let run = 0; run < runs; run += 1) {
    await desk.follow('我的待办');
    await desk.page.getByTestId('inbox-task').first().waitFor();
    await desk.page.waitForLoadState('networkidle');
    changes.push(await desk.page.evaluate<number>(routeChange('问题台账', 'finding-row')));
  }
  await desk.page.waitForLoadState('networkidle');
  const fps = await desk.page.evaluate<number>(SCROLL_FPS);
  results.ledger = { ...results.ledger, warmChangeMs: Math.round(median(changes)), scrollFps: fps };
  const [load = Number.NaN] = loadavg();
  console.table(results);
  console.log(`load of the machine over the last minute: ${load.toFixed(1)}`);
  const directory = join(import.meta.dirname, 'results');
  await mkdir(directory, { recursive: true });
  await writeFile(
    join(directory, 'web.json'),
    `${JSON.stringify({ at: new Date().toISOString(), runs, line: 'fast 3G', cpu: SLOWER_CPU, load, results }, null, 2)}\n`,
  );
} finally {
  await browser.close();
  await cloud.stop();
}
