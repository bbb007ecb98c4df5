/**
 * What the calendar must bring from the feedback on, up to `LAST`, day by day, from the written rules alone: nothing of the product is asked.
 * LIMIT_RULES (order_reply, extension_decision: 5 working days; plan: 15), REMINDER_RULE (7, 3, 1, 0 days before, the
 * day after, then weekly), supervision (15 days overdue, at most 20 orders a day, the longest overdue first), the
 * ladder (one rung with each limit that passes), reports after 3, 3 and 6 months and at the end of each year.
 */
export const FIRST = '2025-03-01';
export const LAST = '2025-05-15';

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
  readonly batch: 'large' | 'small';
  readonly state: 'delivered' | 'disputed' | 'acknowledged' | 'rectifying' | 'continuous' | 'closing';
  readonly due: string;
  /** Of a continuous one: its next check; of a closing one: the limit of its gate. */
  readonly ownDate?: string;
  readonly department?: string;
  readonly handler?: string;
  /** Scripted: closed in the morning of that day. */
  readonly closedOn?: string;
  /** Scripted: another date asked for, and granted on `grantedOn` where it is. */
  readonly extension?: { readonly askedOn: string; readonly to: string; readonly grantedOn?: string };
  /** Scripted: an order about it is answered and accepted so many days after it was raised. */
  readonly answersAfter?: number;
}

export interface YearPerson {
  readonly home: 'unit' | 'group';
  readonly userId: string;
  readonly mail: boolean;
  /** Wants the daily mail, not only what is overdue. */
  readonly daily: boolean;
  readonly assignees: readonly string[];
  readonly until?: string;
}

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

const reminderOf = (due: string, today: string): string | undefined => {
  const late = between(due, today);
  if (late === 0) return 'due';
  if (late === -7 || late === -3 || late === -1) return `before-${-late}`;
  if (late >= 1 && (late - 1) % 7 === 0) return `after-${late}`;
  return undefined;
};

/** The day's standing of a finding after the script of that morning. */
const standing = (finding: YearFinding, today: string) => {
  const { closedOn, extension, state } = finding;
  const granted = extension?.grantedOn !== undefined && extension.grantedOn <= today;
  return {
    open: !(closedOn && closedOn <= today),
    due: granted ? (extension?.to ?? finding.due) : finding.due,
    asking: extension !== undefined && extension.askedOn <= today && !granted,
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

/** Reports and the plan, with who answers and when it is settled; the small batch has nothing open from that day. */
const datedMatters = (smallClosedOn: string): Dated[] => {
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
  return [
    {
      name: 'plan large',
      assignee: office,
      due: afterWorkingDays(FIRST, 15),
      from: FIRST,
      settledOn: PLAN_DONE,
    },
    ...reports('large', { report: REPORT_ACCEPTED, stage: STAGE_SUBMITTED }),
    ...reports('small', { annual: smallClosedOn }),
    { name: 'annual_report 2026 large', assignee: office, due: '2026-12-31', from: '2026-01-01' },
  ];
};

/** The whole year. `answered` is told of every order that the script answers, and when. */
export const expectedYear = (
  findings: readonly YearFinding[],
  people: readonly YearPerson[],
  smallClosedOn: string,
): YearFacts & { readonly answers: ReadonlyMap<string, readonly string[]> } => {
  const orders: Order[] = [];
  const answers = new Map<string, string[]>();
  const alerts = new Map(findings.map(({ id }) => [id, 'none']));
  const facts: YearFacts = {
    reminders: [],
    orders: [],
    climbs: [],
    duties: [],
    alerts: [],
    mails: [],
    robotLines: [],
  };
  const matters = datedMatters(smallClosedOn);

  for (const today of YEAR) {
    // The script of the morning.
    for (const order of orders) {
      const { finding, raisedOn, answered } = order;
      if (answered || finding.answersAfter === undefined) continue;
      if (plus(raisedOn, finding.answersAfter) !== today) continue;
      order.answered = true;
      answers.set(today, [...(answers.get(today) ?? []), finding.id]);
    }
    for (const finding of findings) {
      const { closedOn, extension } = finding;
      if ([closedOn, extension?.askedOn, extension?.grantedOn].includes(today))
        alerts.set(finding.id, alertLevel(finding, today));
    }

    // Alerts that the day alone has changed.
    for (const finding of findings) {
      const level = alertLevel(finding, today);
      if (level !== alerts.get(finding.id)) facts.alerts.push(`${today} ${finding.no} ${level}`);
      alerts.set(finding.id, level);
    }

    // The ladder.
    for (const order of orders) {
      if (order.answered || order.due >= today || order.rung === RUNGS.length - 1) continue;
      order.rung += 1;
      order.due = afterWorkingDays(today, 5);
      facts.climbs.push(`${today} ${order.finding.no} ${order.held} ${RUNGS[order.rung]}`);
    }

    // New orders: findings by their due date, then the continuous ones, which are held to the next check.
    const open = findings.filter((finding) => standing(finding, today).open).toSorted(byDue(today));
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
      orders.push({
        finding,
        held,
        raisedOn: today,
        due: afterWorkingDays(today, 5),
        rung: 0,
        answered: false,
      });
      facts.orders.push(`${today} ${finding.no} ${held}`);
    }

    // Reminders of the day, with the inbox, the subject and the rung.
    const told: { home: string; to: string; subject: string; overdue: boolean }[] = [];
    const remind = (home: string, to: string, subject: string, due: string): void => {
      const rung = reminderOf(due, today);
      if (!rung) return;
      told.push({ home, to, subject, overdue: due < today });
      facts.reminders.push(`${today} ${home} ${to} | ${subject} | ${rung}@${due}`);
    };
    for (const finding of findings)
      for (const { home, to, due } of tasksOf(finding, today)) remind(home, to, `finding ${finding.no}`, due);
    for (const { finding, answered, rung, due, held } of orders)
      if (!answered)
        for (const { home, to } of ORDER_INBOXES(finding)
          .slice(0, rung + 1)
          .flat())
          remind(home, to, `order ${finding.no} ${held}`, due);
    for (const { name, assignee, due, from, settledOn } of matters)
      if (from <= today && !(settledOn && settledOn <= today)) remind('unit', assignee, name, due);

    // Who is told by mail, and the robot's line.
    const here = people.filter(({ until }) => !until || today <= until);
    for (const person of here) {
      const own = told.filter(({ home, to }) => home === person.home && person.assignees.includes(to));
      if (person.mail && own.some(({ overdue }) => overdue || person.daily))
        facts.mails.push(`${today} ${person.userId}`);
    }
    const read = new Set(
      here.filter(({ home }) => home === 'unit').flatMap(({ assignees }) => [...assignees]),
    );
    const subjects = (late: boolean): number =>
      new Set(
        told
          .filter(({ home, to, overdue }) => home === 'unit' && read.has(to) && overdue === late)
          .map(({ subject }) => subject),
      ).size;
    if (subjects(true) + subjects(false) > 0)
      facts.robotLines.push(`${today} 逾期${subjects(true)} 临近${subjects(false)}`);
  }
  for (const { name, due, from } of matters)
    if (from <= LAST && name.includes('report')) facts.duties.push(`${name} ${due}`);
  return { ...facts, answers };
};
