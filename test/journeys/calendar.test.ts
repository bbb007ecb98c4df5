import { newId } from '@xuncha/store';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestTable, type TestTable } from '../engine/table.ts';
import { expectedYear, FIRST, plus, type YearFinding } from './calendar-model.ts';
import { foundYear, liveYear, openYear, PEOPLE, type RunDay } from './calendar-scene.ts';

const SMALL_CLOSED = '2025-05-10';

/** Ten kinds of findings in turn; sixty share one due date, as after one feedback, and come first. */
const findingOf = (index: number): YearFinding => {
  const no = String(index + 1);
  const id = newId();
  const department = index < 60 || index % 2 === 0 ? 'dep-a' : 'dep-b';
  // 37 and 290 have no common factor: due dates lie all over the year.
  const due = index < 60 ? '2025-06-30' : plus('2025-03-05', (index * 37) % 290);
  const base = { id, no, batch: 'large', due } as const;
  const answersAfter = index % 4 === 1 ? 3 : index % 4 === 2 ? 20 : undefined;
  // Seven of eight are closed, some before and some after the date; the others never.
  const closedOn = index % 8 !== 0 ? plus(due, (index % 45) - 8) : undefined;
  if (index < 60) return { ...base, state: 'rectifying', department, answersAfter, closedOn };
  switch (index % 10) {
    case 0:
      return { ...base, state: 'acknowledged', answersAfter, closedOn };
    case 1:
      return {
        ...base,
        state: 'continuous',
        department,
        ownDate: plus(due, index % 20 === 1 ? 0 : 40),
        answersAfter,
      };
    case 2:
      return { ...base, state: 'closing', department, ownDate: plus(due, -11) };
    case 3:
      return { ...base, state: index % 20 === 3 ? 'disputed' : 'delivered', department };
    case 4:
      // Asked for in the last week.
      return {
        ...base,
        due: plus(due, 40),
        state: 'rectifying',
        department,
        answersAfter,
        extension: {
          askedOn: plus(due, 33),
          to: plus(due, 90),
          ...(index % 20 === 4 ? { grantedOn: plus(due, 50) } : {}),
        },
      };
    default:
      return {
        ...base,
        state: 'rectifying',
        department,
        answersAfter,
        closedOn,
        ...(index % 10 === 5 ? { handler: 'clerk' } : {}),
      };
  }
};

const FINDINGS: readonly YearFinding[] = [
  ...Array.from({ length: 199 }, (_, index) => findingOf(index)),
  {
    id: newId(),
    no: '200',
    batch: 'small',
    state: 'rectifying',
    department: 'dep-b',
    due: '2025-05-05',
    closedOn: SMALL_CLOSED,
  },
];
const { answers, ...EXPECTED } = expectedYear(FINDINGS, PEOPLE, SMALL_CLOSED);

let engine: TestTable | undefined;
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
});

const yearWith = async (runDay: RunDay) => {
  engine = await startTestTable({ stream: false });
  await openYear(engine.table, FINDINGS);
  await liveYear(engine, FINDINGS, answers, runDay);
  return foundYear(engine, FINDINGS);
};

const sorted = (lines: readonly string[]): string[] => lines.toSorted();
const expectYear = (found: Awaited<ReturnType<typeof foundYear>>): void => {
  for (const what of ['orders', 'climbs', 'duties', 'alerts', 'reminders', 'mails', 'robotLines'] as const)
    expect(sorted(found[what]), what).toEqual(sorted(EXPECTED[what]));
  expect(found.brokenChains).toEqual([]);
};

describe('the first eleven weeks of one unit with 200 findings', () => {
  it('holds enough of everything to prove something', () => {
    expect(FINDINGS).toHaveLength(200);
    expect(FIRST).toBe('2025-03-01');
    expect(EXPECTED.orders.length).toBeGreaterThan(5);
    expect(EXPECTED.climbs.length).toBeGreaterThan(5);
    expect(EXPECTED.reminders.length).toBeGreaterThan(300);
    expect(EXPECTED.duties).toHaveLength(8);
  });

  it('brings exactly the expected reminders, orders, climbs, duties, alerts, mails and lines', {
    timeout: 120_000,
  }, async () => {
    expectYear(await yearWith((run, table) => run(table).then(() => undefined)));
  });
});
