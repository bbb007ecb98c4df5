import { afterEach, describe, expect, it } from 'vitest';
import { startTestTable, type TestTable } from '../engine/table.ts';
import { SMALL_CLOSED, UNITS } from './calendar-findings.ts';
import { killRuns, runsOn } from './calendar-kills.ts';
import { expectedYear, FIRST, LAST } from './calendar-model.ts';
import { foundYear, liveYear, openYear, PEOPLE } from './calendar-scene.ts';

const SEED = 20_250_301;
const { answers, ...EXPECTED } = expectedYear(UNITS, PEOPLE, { smallClosedOn: SMALL_CLOSED, runsOn });

let engine: TestTable | undefined;
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
});

const sorted = (lines: readonly string[]): string[] => lines.toSorted();

describe('a year of a unit with 200 findings, a small one, and HQ', () => {
  it('holds enough of everything to prove something', () => {
    expect([FIRST, LAST]).toEqual(['2025-03-01', '2026-02-28']);
    expect(UNITS.map(({ findings }) => findings.length)).toEqual([200, 12]);
    const count = ({ length }: readonly string[]): number => length;
    expect(count(EXPECTED.orders)).toBeGreaterThan(80);
    expect(count(EXPECTED.climbs)).toBeGreaterThan(150);
    expect(count(EXPECTED.reminders)).toBeGreaterThan(5_000);
    expect(count(EXPECTED.alerts)).toBeGreaterThan(200);
    expect(count(EXPECTED.mails)).toBeGreaterThan(1_000);
    expect(count(EXPECTED.duties)).toBe(14);
  });

  it('brings exactly the expected reminders, orders, climbs, duties, alerts, mails and lines, whatever runs are killed', {
    timeout: 600_000,
  }, async () => {
    engine = await startTestTable({ stream: false });
    await openYear(engine.table, UNITS);
    const { runDay, deaths } = killRuns(SEED);
    await liveYear(engine, UNITS, answers, runDay);
    const found = await foundYear(engine, UNITS);
    for (const what of ['orders', 'climbs', 'duties', 'alerts', 'reminders', 'mails', 'robotLines'] as const)
      expect.soft(sorted(found[what]), what).toEqual(sorted(EXPECTED[what]));
    expect(found.brokenChains).toEqual([]);
    expect(deaths.before).toBeGreaterThan(15);
    expect(deaths.after).toBeGreaterThan(15);
    expect(deaths.unit).toBeGreaterThan(15);
    expect(deaths.between).toBe(4);
  });
});
