import { newId } from '@xuncha/store';
import { FIRST, plus, type YearFinding, type YearUnit } from './calendar-model.ts';

export const SMALL_CLOSED = '2025-05-10';

/** Asked for in the last week before the finding's date, 40 days after `due`, or long before it; decided or not. */
const extensionOf = (index: number, due: string): NonNullable<YearFinding['extension']> => {
  const to = plus(due, 90);
  const early = plus(due, -15) > FIRST ? plus(due, -15) : plus(FIRST, 2);
  switch (Math.floor(index / 10) % 5) {
    case 0:
      return { askedOn: plus(due, 33), to, grantedOn: plus(due, 50) };
    case 1:
      return { askedOn: plus(due, 33), to };
    case 2:
      return { askedOn: early, to, grantedOn: plus(early, 15) };
    case 3:
      return { askedOn: early, to, refusedOn: plus(early, 5) };
    default:
      return { askedOn: early, to };
  }
};

/** Ten kinds of findings in turn; sixty share one due date, as after one feedback, and come first. */
const findingOf = (index: number): YearFinding => {
  const no = String(index + 1);
  const id = newId();
  const department = index < 60 || index % 2 === 0 ? 'dep-a' : 'dep-b';
  // 37 and 290 have no common factor: due dates lie all over the year.
  const due = index < 60 ? '2025-06-30' : plus('2025-03-05', (index * 37) % 290);
  const base = { id, no, batch: 'large', due } as const;
  // Answered in time, late, when the ladder is half climbed; one in eight never.
  const answersAfter = index % 8 === 3 ? undefined : ([3, 20, 9, 31] as const)[index % 4];
  // Seven of eight are closed, some before and some after the date; the others never.
  const closedOn = index % 8 !== 0 ? plus(due, (index % 45) - 8) : undefined;
  const rectifying = { state: 'rectifying', department, answersAfter } as const;
  if (index < 60) return { ...base, ...rectifying, closedOn };
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
      return { ...base, due: plus(due, 40), ...rectifying, extension: extensionOf(index, due) };
    default:
      return {
        ...base,
        ...rectifying,
        closedOn,
        ...(index % 10 === 5 ? { handler: 'clerk' } : {}),
        // Closed in time, and back ten days after the date.
        ...(index % 10 === 7 ? { closedOn: plus(due, -5), reopenedOn: plus(due, 10) } : {}),
      };
  }
};

const LARGE: readonly YearFinding[] = [
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

/** A dozen, due a month apart; every third is closed in time. */
const SMALL = Array.from(
  { length: 12 },
  (_, index): YearFinding => ({
    id: newId(),
    no: String(201 + index),
    batch: 'own',
    state: 'rectifying',
    department: 'dep-x',
    due: plus('2025-04-02', index * 27),
    answersAfter: index % 2 === 0 ? 12 : undefined,
    closedOn: index % 3 === 0 ? plus('2025-04-02', index * 27 - 4) : undefined,
  }),
);

export const UNITS: readonly YearUnit[] = [
  { id: 'beihe', findings: LARGE, robot: true },
  { id: 'dongpo', findings: SMALL, robot: false },
];
