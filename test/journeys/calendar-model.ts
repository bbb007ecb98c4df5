/**
 * What the calendar must bring in a year from the feedback on, day by day, from the written rules alone: nothing of the
 * product is asked.
 * LIMIT_RULES (order_reply, extension_decision: 5 working days; plan: 15), REMINDER_RULE (7, 3, 1, 0 days before, the
 * day after, then weekly), supervision (15 days overdue, at most 20 orders a day, the longest overdue first), the
 * ladder (one rung with each limit that passes), reports after 3, 3 and 6 months and at the end of each year.
 */
export const FIRST = '2025-03-01';
export const LAST = '2026-02-28';

const DAY_MS = 86_400_000;
export const plus = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
export const YEAR: readonly string[] = Array.from({ length: between(FIRST, LAST) + 1 }, (_, day) =>
  plus(FIRST, day),
);

/** Notices of the State Council for 2025 and 2026: weekdays off, and Saturdays and Sundays worked. */
const OFF = [
  ['2025-04-04', '2025-04-06'],
  ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
] as const;
const WORKED = ['2025-04-27', '2025-09-28', '2025-10-11', '2026-01-04', '2026-02-14', '2026-02-28'];
const works = (day: string): boolean => {
  if (WORKED.includes(day)) return true;
  if (OFF.some(([from, to]) => from <= day && day <= to)) return false;
  const weekday = new Date(day).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};
export const afterWorkingDays = (from: string, count: number): string => {
  let day = from;
  for (let left = count; left > 0; ) {
    day = plus(day, 1);
    if (works(day)) left -= 1;
  }
  return day;
};

export interface YearFinding {
  readonly id: string;
  readonly no: string;
  readonly batch: 'large' | 'small' | 'own';
  readonly state: 'delivered' | 'disputed' | 'acknowledged' | 'rectifying' | 'continuous' | 'closing';
  readonly due: string;
  /** Of a continuous one: its next check; of a closing one: the limit of its gate. */
  readonly ownDate?: string;
  readonly department?: string;
  readonly handler?: string;
  /** Scripted: closed in the morning of that day. */
  readonly closedOn?: string;
  /** Scripted: reopened in the morning of that day, with its old date. */
  readonly reopenedOn?: string;
  /** Scripted: another date asked for, and granted or refused on a day, or left undecided. */
  readonly extension?: {
    readonly askedOn: string;
    readonly to: string;
    readonly grantedOn?: string;
    readonly refusedOn?: string;
  };
  /** Scripted: an order about it is answered and accepted so many days after it was raised. */
  readonly answersAfter?: number;
}

export type UnitId = 'beihe' | 'dongpo';

export interface YearUnit {
  readonly id: UnitId;
  readonly findings: readonly YearFinding[];
  /** Has a robot that is told one line a day. */
  readonly robot: boolean;
}

export interface YearPerson {
  readonly home: UnitId | 'group';
  readonly userId: string;
  readonly mail: boolean;
  /** Wants the daily mail, not only what is overdue. */
  readonly daily: boolean;
  readonly assignees: readonly string[];
  readonly until?: string;
}

/** Does the day's work of a unit, or of HQ, come to its end on that day? Where not, the next day's covers both. */
export type RunsOn = (home: UnitId | 'group', day: string) => boolean;

/** A matter with a date and an answerable role, until the day on which it is settled. */
interface Dated {
  readonly name: string;
  readonly assignee: string;
  readonly due: string;
  readonly from: string;
  readonly settledOn?: string;
}

interface Order {
  readonly finding: YearFinding;
  readonly held: string;
  readonly raisedOn: string;
  due: string;
  rung: number;
  answered: boolean;
}

export interface YearFacts {
  readonly reminders: string[];
  readonly orders: string[];
  readonly climbs: string[];
  readonly duties: string[];
  readonly alerts: string[];
  readonly mails: string[];
  readonly robotLines: string[];
}

export const PLAN_DONE = '2025-04-10';
export const REPORT_ACCEPTED = '2025-05-30';
export const STAGE_SUBMITTED = '2025-08-30';
const RUNGS = ['department', 'leader', 'principal', 'inspection_office', 'leading_group'];

const rungOn = (due: string, day: string): string | undefined => {
  const late = between(due, day);
  if (late === 0) return 'due';
  if (late === -7 || late === -3 || late === -1) return `before-${-late}`;
  if (late >= 1 && (late - 1) % 7 === 0) return `after-${late}`;
  return undefined;
};

/** The latest reminder of the days after the last run: whoever left days out reminds once. */
const reminderOf = (due: string, days: { last: string; today: string }) => {
  for (let on = days.today; on > days.last; on = plus(on, -1)) {
    const name = rungOn(due, on);
    if (name) return { name, on };
  }
  return undefined;
};

/** The day's standing of a finding after the script of that morning. */
const standing = (finding: YearFinding, today: string) => {
  const { closedOn, reopenedOn, extension, state } = finding;
  const past = (day: string | undefined): boolean => day !== undefined && day <= today;
  return {
    open: !past(closedOn) || past(reopenedOn),
    due: past(extension?.grantedOn) ? (extension?.to ?? finding.due) : finding.due,
    asking: past(extension?.askedOn) && !past(extension?.grantedOn) && !past(extension?.refusedOn),
    state,
  };
};

const heldTo = (finding: YearFinding, today: string): string =>
  finding.state === 'continuous' ? (finding.ownDate ?? finding.due) : standing(finding, today).due;

const byDue = (today: string) => (a: YearFinding, b: YearFinding) =>
  `${standing(a, today).due}#${a.id}` < `${standing(b, today).due}#${b.id}` ? -1 : 1;

/** Inboxes of a finding and the date each is held to. */
const tasksOf = (finding: YearFinding, today: string): { home: string; to: string; due: string }[] => {
  const { open, due, asking, state } = standing(finding, today);
  if (!open) return [];
  const unit = (to: string, date: string) => ({ home: 'unit', to, due: date });
  const { department, handler, ownDate = due, extension } = finding;
  if (state === 'acknowledged') return [unit('role:rectification_office', due)];
  if (state === 'closing')
    return [unit('role:rectification_office', ownDate), unit('role:discipline_committee', ownDate)];
  const head = department ? [`dept:${department}:department_head`] : [];
  const decider =
    asking && extension
      ? [{ home: 'group', to: 'role:inspection_office', due: afterWorkingDays(extension.askedOn, 5) }]
      : [];
  if (state === 'continuous') return [...decider, ...head.map((to) => unit(to, ownDate))];
  if (state !== 'rectifying') return [];
  return [...decider, ...[...head, ...(handler ? [`user:${handler}`] : [])].map((to) => unit(to, due))];
};

const ORDER_INBOXES = ({ department, handler }: YearFinding): { home: string; to: string }[][] => [
  department
    ? [
        { home: 'unit', to: `dept:${department}:department_head` },
        ...(handler ? [{ home: 'unit', to: `user:${handler}` }] : []),
      ]
    : [{ home: 'unit', to: 'role:rectification_office' }],
  [{ home: 'unit', to: 'role:responsible_leader' }],
  [{ home: 'unit', to: 'role:party_secretary' }],
  [{ home: 'group', to: 'role:inspection_office' }],
  [{ home: 'group', to: 'role:leading_group' }],
];

const alertLevel = (finding: YearFinding, today: string): string => {
  const { open, state } = standing(finding, today);
  const date = heldTo(finding, today);
  if (!open) return 'none';
  if (date < today) return 'red';
  return state !== 'closing' && between(today, date) <= 7 ? 'blue' : 'none';
};

/** Reports and the plan, with who answers and when it is settled. */
const datedMatters = (unit: UnitId, smallClosedOn: string): Dated[] => {
  const office = 'role:rectification_office';
  const reports = (batch: string, settled: { report?: string; stage?: string; annual?: string }): Dated[] => [
    {
      name: `rectification_report ${batch}`,
      assignee: office,
      due: '2025-06-01',
      from: FIRST,
      settledOn: settled.report,
    },
    {
      name: `organisation_report ${batch}`,
      assignee: 'role:party_secretary',
      due: '2025-06-01',
      from: FIRST,
    },
    {
      name: `stage_report ${batch}`,
      assignee: office,
      due: '2025-09-01',
      from: FIRST,
      settledOn: settled.stage,
    },
    {
      name: `annual_report 2025 ${batch}`,
      assignee: office,
      due: '2025-12-31',
      from: FIRST,
      settledOn: settled.annual,
    },
  ];
  const next = (batch: string): Dated => ({
    name: `annual_report 2026 ${batch}`,
    assignee: office,
    due: '2026-12-31',
    from: '2026-01-01',
  });
  if (unit === 'dongpo') return [...reports('own', {}), next('own')];
  return [
    {
      name: 'plan large',
      assignee: office,
      due: afterWorkingDays(FIRST, 15),
      from: FIRST,
      settledOn: PLAN_DONE,
    },
    ...reports('large', { report: REPORT_ACCEPTED, stage: STAGE_SUBMITTED }),
    // Nothing of the small batch is open any more from that day.
    ...reports('small', { annual: smallClosedOn }),
    next('large'),
  ];
};

/** A line in a list of reminders. */
interface Told {
  readonly unit: UnitId;
  readonly home: string;
  readonly to: string;
  readonly subject: string;
  readonly rung: string;
  readonly overdue: boolean;
}

/** What has happened in a unit so far. */
interface Course {
  readonly unit: YearUnit;
  readonly orders: Order[];
  readonly alerts: Map<string, string>;
  readonly matters: readonly Dated[];
  lastRun: string;
}

/** What people of the unit do on that morning, as far as the calendar minds. */
const playMorning = ({ unit, orders, alerts }: Course, today: string): string[] => {
  const answered = orders.filter(
    ({ finding, raisedOn, answered }) =>
      !answered && finding.answersAfter !== undefined && plus(raisedOn, finding.answersAfter) <= today,
  );
  for (const order of answered) order.answered = true;
  // A command takes the alert along.
  for (const finding of unit.findings) {
    const { closedOn, reopenedOn, extension } = finding;
    const acts = [closedOn, reopenedOn, extension?.askedOn, extension?.grantedOn, extension?.refusedOn];
    if (acts.includes(today)) alerts.set(finding.id, alertLevel(finding, today));
  }
  return answered.map(({ finding }) => finding.id);
};

const climbLadders = ({ unit, orders }: Course, facts: YearFacts, today: string): void => {
  for (const order of orders) {
    if (order.answered || order.due >= today || order.rung === RUNGS.length - 1) continue;
    order.rung += 1;
    order.due = afterWorkingDays(today, 5);
    facts.climbs.push(`${today} ${unit.id} ${order.finding.no} ${order.held} ${RUNGS[order.rung]}`);
  }
};

/** Findings by their due date, then the continuous ones, which are held to the next check. */
const raiseOrders = ({ unit, orders }: Course, facts: YearFacts, today: string): void => {
  const open = unit.findings.filter((finding) => standing(finding, today).open).toSorted(byDue(today));
  const inTurn = new Set([
    ...open.filter((finding) => standing(finding, today).due <= plus(today, -15)),
    ...open.filter(({ state }) => state === 'continuous'),
  ]);
  let raised = 0;
  for (const finding of inTurn) {
    const held = heldTo(finding, today);
    if (finding.state === 'closing' || finding.state === 'disputed' || between(held, today) < 15) continue;
    const own = orders.filter((order) => order.finding === finding);
    if (own.some((order) => !order.answered || order.held === held) || raised === 20) continue;
    raised += 1;
    const due = afterWorkingDays(today, 5);
    orders.push({ finding, held, raisedOn: today, due, rung: 0, answered: false });
    facts.orders.push(`${today} ${unit.id} ${finding.no} ${held}`);
  }
};

/** Reminders of the day, with the inbox, the subject and the rung. */
const remind = ({ unit, orders, matters, lastRun }: Course, facts: YearFacts, today: string): Told[] => {
  const told: Told[] = [];
  const say = (home: string, to: string, subject: string, due: string): void => {
    const reminder = reminderOf(due, { last: lastRun, today });
    if (!reminder) return;
    const { name, on } = reminder;
    told.push({
      unit: unit.id,
      home,
      to,
      subject,
      rung: `${name}@${due}`,
      overdue: name.startsWith('after'),
    });
    facts.reminders.push(`${on} ${unit.id} ${home} ${to} | ${subject} | ${name}@${due}`);
  };
  for (const finding of unit.findings)
    for (const { home, to, due } of tasksOf(finding, today)) say(home, to, `finding ${finding.no}`, due);
  for (const { finding, answered, rung, due, held } of orders)
    if (!answered)
      for (const { home, to } of ORDER_INBOXES(finding)
        .slice(0, rung + 1)
        .flat())
        say(home, to, `order ${finding.no} ${held}`, due);
  for (const { name, assignee, due, from, settledOn } of matters)
    if (from <= today && !(settledOn && settledOn <= today)) say('unit', assignee, name, due);
  return told;
};

const here = (people: readonly YearPerson[], home: string, today: string): YearPerson[] =>
  people.filter((one) => one.home === home && (!one.until || today <= one.until));

/** One mail a person, with how many lines it lists as overdue and as near. */
const mails = (people: readonly YearPerson[], told: readonly Told[], today: string): string[] =>
  people.flatMap(({ userId, mail, daily, assignees }) => {
    const own = told.filter(({ to }) => assignees.includes(to));
    const count = (overdue: boolean): number =>
      new Set(
        own
          .filter((line) => line.overdue === overdue)
          .map(({ unit, subject, rung }) => `${unit} ${subject} ${rung}`),
      ).size;
    const [late, soon] = [count(true), daily ? count(false) : 0];
    return mail && late + soon > 0 ? [`${today} ${userId} 逾期${late} 临近${soon}`] : [];
  });

const robotLine = (
  people: readonly YearPerson[],
  told: readonly Told[],
  { unit, today }: { unit: UnitId; today: string },
): string[] => {
  const read = new Set(people.flatMap(({ assignees }) => [...assignees]));
  const count = (late: boolean): number =>
    new Set(told.filter(({ to, overdue }) => read.has(to) && overdue === late).map(({ subject }) => subject))
      .size;
  const [late, soon] = [count(true), count(false)];
  return late + soon > 0 ? [`${today} ${unit} 逾期${late} 临近${soon}`] : [];
};

/** The day's work of one unit; answers what HQ's people are told of it. */
const runUnit = (course: Course, people: readonly YearPerson[], facts: YearFacts, today: string): Told[] => {
  const { unit, alerts } = course;
  for (const finding of unit.findings) {
    const level = alertLevel(finding, today);
    if (level !== alerts.get(finding.id)) facts.alerts.push(`${today} ${unit.id} ${finding.no} ${level}`);
    alerts.set(finding.id, level);
  }
  climbLadders(course, facts, today);
  raiseOrders(course, facts, today);
  const told = remind(course, facts, today);
  const own = told.filter(({ home }) => home === 'unit');
  const present = here(people, unit.id, today);
  facts.mails.push(...mails(present, own, today));
  if (unit.robot) facts.robotLines.push(...robotLine(present, own, { unit: unit.id, today }));
  course.lastRun = today;
  return told.filter(({ home }) => home === 'group');
};

/** The whole year. `answers`: orders that the script answers, by day and finding. */
export const expectedYear = (
  units: readonly YearUnit[],
  people: readonly YearPerson[],
  { smallClosedOn, runsOn }: { readonly smallClosedOn: string; readonly runsOn: RunsOn },
): YearFacts & { readonly answers: ReadonlyMap<string, readonly string[]> } => {
  const answers = new Map<string, string[]>();
  const facts: YearFacts = {
    reminders: [],
    orders: [],
    climbs: [],
    duties: [],
    alerts: [],
    mails: [],
    robotLines: [],
  };
  const courses = units.map(
    (unit): Course => ({
      unit,
      orders: [],
      alerts: new Map(unit.findings.map(({ id }) => [id, 'none'])),
      matters: datedMatters(unit.id, smallClosedOn),
      lastRun: plus(FIRST, -1),
    }),
  );
  let forGroup: Told[] = [];
  for (const today of YEAR) {
    answers.set(
      today,
      courses.flatMap((course) => playMorning(course, today)),
    );
    for (const course of courses)
      if (runsOn(course.unit.id, today)) forGroup.push(...runUnit(course, people, facts, today));
    if (!runsOn('group', today)) continue;
    facts.mails.push(...mails(here(people, 'group', today), forGroup, today));
    forGroup = [];
  }
  for (const { unit, matters } of courses)
    for (const { name, due, from } of matters)
      if (from <= LAST && name.includes('report')) facts.duties.push(`${unit.id} ${name} ${due}`);
  return { ...facts, answers };
};
