import { setTimeout as pause } from 'node:timers/promises';
import { type Client, createClient } from '@xuncha/contracts';
import { addCalendarDays, shanghaiDateOf } from '@xuncha/domain';
import type { DemoAccount, LocalCloud } from '@xuncha/local';
import { createGroup } from '../functions/provisioning/create-group.ts';
import { hqTenantOf, inTable } from './cloud-table.ts';
import { monthsUntil } from './demo/demo-time.ts';
import { HISTORY_DAYS, tellHistory } from './demo/history.ts';
import { importLedger, openLedger } from './demo/ledger.ts';
import { addMatters } from './demo/matters.ts';
import { type DemoUnit, GROUP_DEPARTMENTS, GROUP_NAME, GROUP_ROUTING, UNITS } from './demo/organisation.ts';
import { type DemoPerson, GROUP_PEOPLE, UNIT_PEOPLE } from './demo/people.ts';
import { moveOn } from './demo/progress.ts';
import { addSupervision } from './demo/supervision.ts';
import { until } from './demo/waiting.ts';

const accountsOf = (people: readonly DemoPerson[], tenant: string): DemoAccount[] =>
  people.map(({ login, name, title }) => ({ sub: login, name, title, tenant }));

/** Everybody who can sign in to the demonstration; all people are invented. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  ...accountsOf(GROUP_PEOPLE, GROUP_NAME),
  ...UNITS.flatMap(({ code, name }) => accountsOf(UNIT_PEOPLE[code] ?? [], name)),
];

export interface SeedOptions {
  readonly url: string;
  readonly cloud: LocalCloud;
  readonly say: (line: string) => void;
  /**
   * Where the clock has been started `HISTORY_MS` early: two units live through the months on the way to today, so that
   * charts and lists have a past to show.
   */
  readonly history?: boolean;
  /** The first unit's story is told as of now; else in the time in which its ledger was written. */
  readonly inPresent?: boolean;
}

const DAY_MS = 86_400_000;
/** How much earlier the clock starts when the demonstration is to have a history. */
export const HISTORY_MS = HISTORY_DAYS * DAY_MS;

/** Before it nobody can sign in, so the group is founded in the table itself, as an operator would do it. */
const foundGroup = async (cloud: LocalCloud, hqTenant: string): Promise<void> => {
  const [{ login, name }] = GROUP_PEOPLE;
  const group = {
    tenantId: hqTenant,
    name: GROUP_NAME,
    departments: GROUP_DEPARTMENTS,
    routing: GROUP_ROUTING,
    admin: { login, name },
  };
  const at = new Date(cloud.clock.now()).toISOString();
  const founded = await inTable(cloud, (table) => createGroup(table, group, at));
  if (!founded.ok) throw new Error(founded.error.message);
};

/** Milliseconds after which an answer may be another one; undefined where it is final. */
const pauseAfter = async (answer: Response, login: string): Promise<number | undefined> => {
  if (answer.status === 429) return 1_000 * Number(answer.headers.get('retry-after') ?? '2');
  // Somebody added a moment ago may sign in once the stream has told the directory of logins (ADR 0010); the first
  // administrator is written there with the group.
  if (answer.status !== 403 || login === GROUP_PEOPLE[0].login) return undefined;
  const { code } = (await answer.clone().json()) as { readonly code?: string };
  return code === 'no_membership' ? 500 : undefined;
};

/** A demonstration asks faster than people do: whoever is told to wait waits, about a minute at most. */
const patientFetch =
  (login: string): typeof fetch =>
  async (input, init) => {
    const until = performance.now() + 60_000;
    for (;;) {
      const answer = await fetch(input, init);
      const wait = await pauseAfter(answer, login);
      if (wait === undefined || performance.now() > until) return answer;
      await pause(wait);
    }
  };

/** Speaks to the product as this person, signed in as in the web page. */
const clientOf = ({ url, cloud }: SeedOptions, login: string): Client =>
  createClient({ baseUrl: url, accessToken: () => cloud.tokenFor(login), fetch: patientFetch(login) });

/** Adds the people who are not there yet. */
const addPeople = async (
  client: Client,
  tenantId: string,
  people: readonly DemoPerson[],
  today: string,
): Promise<void> => {
  const params = { tenantId };
  const { data: tenant } = await client.call('tenants.get', { params });
  const { data: members } = await client.call('members.list', { params, query: { limit: 100 } });
  const present = new Set(members.items.map(({ login }) => login));
  // One after the other: the register of a unit's people is one lock.
  for (const { login, name, title, roles, department, scope, validDays } of people) {
    if (present.has(login)) continue;
    const departmentId = tenant.departments.find((one) => one.name === department)?.id;
    await client.call('members.add', {
      params,
      body: {
        login,
        name,
        title,
        roles: [...roles],
        ...(departmentId ? { departmentId } : {}),
        ...(scope ? { scope: { tenants: [...(scope.tenants ?? [])] } } : {}),
        ...(validDays ? { validTo: addCalendarDays(today, validDays) } : {}),
      },
    });
  }
};

const provision = async (client: Client, unit: DemoUnit): Promise<void> => {
  const [admin] = UNIT_PEOPLE[unit.code] ?? [];
  if (!admin) throw new Error(`${unit.code} has no administrator`);
  const { data: tenants } = await client.call('tenants.list', { query: { limit: 100 } });
  if (!tenants.items.some(({ tenantId }) => tenantId === unit.code))
    await client.call('tenants.provision', {
      body: {
        code: unit.code,
        name: unit.name,
        org: structuredClone(unit.departments) as { name: string }[],
        admin: { login: admin.login, name: admin.name },
      },
    });
  await until(`${unit.name} to be ready`, async () => {
    const { data } = await client.call('tenants.get', { params: { tenantId: unit.code } });
    return data.status === 'provisioning' ? undefined : true;
  });
};

/** A unit with its people, as soon as it is ready. */
const openUnit = async (options: SeedOptions, unit: DemoUnit, today: string): Promise<void> => {
  await provision(clientOf(options, 'hq-admin'), unit);
  await addPeople(clientOf(options, `${unit.code}-admin`), unit.code, UNIT_PEOPLE[unit.code] ?? [], today);
};

/**
 * Fills an empty system with the demonstration, through the API and as the people whose work it is. Called at every
 * start: what is there already stays, what an interrupted run left out is added.
 */
export const seedDemo = async (options: SeedOptions): Promise<void> => {
  const { cloud, say } = options;
  const hqTenant = hqTenantOf(cloud);
  const present = cloud.clock.now() + (options.history ? HISTORY_MS : 0);
  const today = shanghaiDateOf(new Date(present));
  const monthsLater = options.inPresent ? monthsUntil(today) : 0;
  await foundGroup(cloud, hqTenant);
  const groupAdmin = clientOf(options, 'hq-admin');
  const { data: tenants } = await groupAdmin.call('tenants.list', { query: { limit: 100 } });
  if (tenants.items.length < UNITS.length) say('正在写入演示数据 · Filling in demonstration data …');
  const units = Object.fromEntries(UNITS.map((unit) => [unit.code, openUnit(options, unit, today)]));
  // What fails is told where it is waited for, by then perhaps too late for the process to have gone on.
  for (const unit of Object.values(units)) unit.catch(() => undefined);
  await addPeople(groupAdmin, hqTenant, GROUP_PEOPLE, today);
  const people = (login: string): Client => clientOf(options, login);
  const fill = () => fillFirstUnit(options, people, monthsLater);
  if (options.history) await liveThroughHistory(options, people, units, fill);
  await Promise.all(Object.values(units));
  if (!options.history) await fill();
  await cloud.drain();
  await Promise.all([runNow(cloud, 'seal'), runNow(cloud, 'check')]);
};

/** The unit with findings in every stage. Only once: later they belong to whoever tries the demonstration out. */
const fillFirstUnit = async (
  { cloud }: SeedOptions,
  people: (login: string) => Client,
  monthsLater: number,
): Promise<void> => {
  if (!(await importLedger(people('hq-inspection'), await openLedger(monthsLater)))) return;
  // Read again: midnight may have passed since the first step.
  const day = shanghaiDateOf(new Date(cloud.clock.now()));
  await Promise.all([moveOn(people, day, monthsLater), addMatters(people, day, monthsLater)]);
  await addSupervision(people, day);
};

/**
 * The clock is moved from day to day and then left alone for good. The first unit's findings come in on the last day
 * but one, so that the present day's work, which is done when the clock arrives there, finds all of it.
 */
const liveThroughHistory = async (
  options: SeedOptions,
  people: (login: string) => Client,
  units: Readonly<Record<string, Promise<void>>>,
  fillFirst: () => Promise<void>,
): Promise<void> => {
  const { cloud } = options;
  const { clock } = cloud;
  // Measured by the offset, so that the time the story takes is not lost.
  const began = clock.offset[0] ?? 0;
  const toDay = async (day: number): Promise<string> => {
    await cloud.drain();
    clock.moveBy(began + day * DAY_MS - (clock.offset[0] ?? 0));
    return shanghaiDateOf(new Date(clock.now()));
  };
  await tellHistory(people, units, toDay, fillFirst);
};

/** What runs every hour or every night, at once: the demonstration should have seals and vault checks to show. */
const runNow = async (cloud: LocalCloud, task: 'seal' | 'check'): Promise<void> => {
  const input = JSON.stringify({ task });
  const target = cloud.model.schedules.flatMap(({ targets }) => targets).find((each) => each.input === input);
  const name = cloud.model.functions.find(({ arn }) => arn === target?.arn)?.name;
  if (!name) throw new Error(`the assembly schedules no ${task}`);
  const done = await cloud.invoke(name, { task });
  if (!done.ok) throw new Error(done.error.errorMessage);
};
