/**
 * Scrolling a ledger of 10,000 findings in headless Chromium with the CPU slowed 4 ×: frames a second, and the share of
 * frames that came late; and what the main thread computes for a frame at full speed, which a busy machine changes little:
 * 4.2 ms there are the 16.7 ms of a frame here. Run: `npm run bench:long-ledger -- --findings 10000 --runs 3`. Prints a table of medians with the
 * machine's load and writes JSON. The frame rate of a browser without a screen is 60.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalCloud } from '@xuncha/local';
import { createDynamoClient, openTable } from '@xuncha/store';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../browser/chromium.ts';
import { Desk } from '../browser/desk.ts';
import { foundGroup } from '../engine/tenants.ts';
import { assemblyWithLimits, OUT_OF_REACH } from './assembly-with-limits.ts';
import { seedUnit } from './seed-unit.ts';

const TENANT = 'danwei10000';
const LOGIN = `${TENANT}-office`;
const DRAIN_MS = 600_000;
const SLOWER_CPU = 4;
const SECONDS = 4;
const CPU_SECONDS = 2;

interface Scrolled {
  readonly frames: number;
  readonly fps: number;
  /** Frames that came more than 25 ms after the one before, in percent: a 60 Hz screen shows the same picture twice. */
  readonly latePercent: number;
  readonly worstMs: number;
  /** Lines the table knows of at the end: those that were fetched. */
  readonly lines: number;
  /** Frames in which less than half of the box showed lines. */
  readonly empty: number;
}

interface Measured extends Scrolled {
  /** Processor time of the page's main thread for a frame, in ms, without the slowing. */
  readonly cpuMs: number;
}

/** Scrolls so many pixels each frame for so many seconds, back from the end, and watches what each frame shows. */
const scroll = (page: Page, perFrame: number, seconds: number): Promise<Scrolled> =>
  page.evaluate<Scrolled>(`new Promise((done) => {
    const box = document.querySelector('.ledger-box');
    const height = document.querySelector('tr[data-testid=finding-row]').clientHeight;
    const gaps = [];
    let empty = 0;
    let start;
    let before;
    let by = ${perFrame};
    const shown = () => {
      // While the box moves, the lines stand in any order.
      const view = box.getBoundingClientRect();
      let lines = 0;
      for (const row of box.querySelectorAll('tr[data-testid=finding-row]')) {
        const { top, bottom } = row.getBoundingClientRect();
        lines += Math.max(0, Math.min(view.bottom, bottom) - Math.max(view.top, top));
      }
      return lines;
    };
    const step = (now) => {
      start ??= now;
      if (before !== undefined) gaps.push(now - before);
      before = now;
      if (shown() < box.clientHeight / 2) empty += 1;
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) by = -Math.abs(by);
      box.scrollTop += by;
      if (now - start < ${seconds * 1000}) requestAnimationFrame(step);
      else done({
        frames: gaps.length,
        fps: Math.round((gaps.length * 1000) / (now - start)),
        latePercent: Math.round((1000 * gaps.filter((gap) => gap > 25).length) / gaps.length) / 10,
        worstMs: Math.round(Math.max(...gaps)),
        lines: Math.round(box.scrollHeight / height),
        empty,
      });
    };
    requestAnimationFrame(step);
  })`);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const middleOf = (all: readonly Measured[]): Measured => {
  const of = (pick: (one: Measured) => number): number => median(all.map(pick));
  return {
    frames: of(({ frames }) => frames),
    fps: of(({ fps }) => fps),
    latePercent: of(({ latePercent }) => latePercent),
    worstMs: of(({ worstMs }) => worstMs),
    lines: of(({ lines }) => lines),
    empty: of(({ empty }) => empty),
    cpuMs: of(({ cpuMs }) => cpuMs),
  };
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    findings: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '3' },
  },
});
const findings = Number(values.findings);
const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-bench-'));
const cloud = await startLocalCloud({
  assemblyDir: await assemblyWithLimits(dataDir, OUT_OF_REACH, say),
  dataDir,
  port: 0,
  accounts: [{ sub: LOGIN, name: '整改办甲', title: '整改办', tenant: TENANT }],
  quiet: true,
});
const browser = await launchBrowser();
try {
  const { endpoints, region, credentials, model } = cloud;
  const client = createDynamoClient({ endpoint: endpoints.dynamodb, region, credentials });
  const table = openTable(client, model.tables[0]?.name ?? '');
  await foundGroup(table);
  say(`${findings} findings …`);
  await seedUnit(cloud, table, { tenantId: TENANT, login: LOGIN, findings });
  await cloud.drain(DRAIN_MS);
  client.destroy();

  const desk = await Desk.open(browser, cloud.url);
  desk.context.setDefaultTimeout(120_000);
  await desk.signIn(LOGIN);
  const { page } = desk;
  const line = await desk.context.newCDPSession(page);
  await line.send('Performance.enable', { timeDomain: 'threadTicks' });
  const slowBy = (rate: number) => line.send('Emulation.setCPUThrottlingRate', { rate });
  const computedMs = async (): Promise<number> => {
    const { metrics } = await line.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const cpuPerFrame = async (perFrame: number): Promise<number> => {
    const before = await computedMs();
    const { frames } = await scroll(page, perFrame, CPU_SECONDS);
    return Math.round((100 * ((await computedMs()) - before)) / frames) / 100;
  };
  /** What is opened, and how far a frame scrolls: a wheel turned steadily, or the bar pulled. */
  const cases = [
    { name: 'by due date, fetched while scrolling', query: 'view=all', perFrame: 24 },
    { name: 'by number, fetched while scrolling', query: 'view=all&order=no', perFrame: 24 },
    { name: 'the same, as fast as a wheel turns', query: 'view=all&order=no', perFrame: 120 },
    { name: 'all lines there, steadily', query: 'view=all&order=handler', perFrame: 24 },
    { name: 'all lines there, as fast as a wheel turns', query: 'view=all&order=handler', perFrame: 120 },
    { name: 'all lines there, bar pulled through', query: 'view=all&order=handler', perFrame: 2_400 },
    { name: 'all lines there, compact', query: 'view=all&order=handler&density=compact', perFrame: 120 },
  ];
  const results: Record<string, Measured & { readonly settledMs: number }> = {};
  for (const { name, query, perFrame } of cases) {
    const all: Measured[] = [];
    const settled: number[] = [];
    for (let run = 0; run < Number(values.runs); run += 1) {
      const begun = performance.now();
      await desk.goto(`/t/${TENANT}/ledger?${query}`);
      await page.getByTestId('finding-row').first().waitFor();
      await page
        .locator('header.page-header [role=status]')
        .first()
        .getByText(/共 \d+ 条|已显示/)
        .waitFor();
      settled.push(performance.now() - begun);
      await page.waitForLoadState('networkidle');
      const cpuMs = await cpuPerFrame(perFrame);
      await slowBy(SLOWER_CPU);
      all.push({ ...(await scroll(page, perFrame, SECONDS)), cpuMs });
      await slowBy(1);
    }
    results[name] = { ...middleOf(all), settledMs: Math.round(median(settled)) };
    say(`${name}: ${JSON.stringify(results[name])}`);
  }
  const [load = Number.NaN] = loadavg();
  console.table(results);
  say(`load of the machine over the last minute: ${load.toFixed(1)}`);
  const directory = join(import.meta.dirname, 'results');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'long-ledger.json'),
    `${JSON.stringify({ at: new Date().toISOString(), findings, cpu: SLOWER_CPU, load, results }, null, 2)}\n`,
  );
} finally {
  await browser.close();
  await cloud.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
