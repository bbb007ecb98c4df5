import { addCalendarDays, type Finding, systemScope, verifyChain } from '@xuncha/domain';
import { limitRuleSetWrite, listEvents, loadFinding } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { renewAlerts } from './daily/renew-alerts.ts';

const T = 'beihe';
const scope = systemScope('schedule', T);
const START = '2025-03-22';
const DUE = '2025-06-30';
let engine: TestTable;

beforeAll(async () => {
  engine = await startTestTable();
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: T, name: '北河采油厂', departments: ['物资管理部'] });
});
afterAll(() => engine.stop());

/** Ten o'clock in Shanghai on that day. */
const sweepOn = (day: string): Promise<void> =>
  renewAlerts.run({
    tenant: { tenantId: T, name: '北河采油厂' },
    kind: 'subsidiary',
    table: engine.table,
    scope,
    at: `${day}T02:00:00.000Z`,
    today: day,
    lastRun: addCalendarDays(day, -1),
    units: { before: {}, after: {} },
    hqTenant: HQ_TENANT,
    hqTable: async () => engine.table,
  });

const seed = (over: Partial<Finding> = {}) => {
  const { finding, measures, evidence } = seedAggregate({
    tenantId: T,
    startedOn: START,
    dueDate: DUE,
    lastActOn: START,
    // The day on which 20 of the 100 days have passed without a report.
    alertCheck: addCalendarDays(START, 20),
    ...over,
  });
  return seedFinding(engine.table, {
    ...seedAggregate(finding, {
      measures: measures.map((measure) => ({
        ...measure,
        term: { kind: 'date', date: DUE },
        status: 'under_way',
        progress: 0,
      })),
      evidence,
    }),
  });
};
const alertsOf = async (findingId: string) => {
  const events = await listEvents(engine.table, scope, findingId, { afterSeq: 0, limit: 100 });
  expect(verifyChain(events)).toMatchObject({ ok: true });
  return events
    .filter(({ type }) => type === 'finding.alerted')
    .map(({ data }) => data as { from: string; to: string; reasons: string[] });
};
const headOf = async (findingId: string) => (await loadFinding(engine.table, scope, findingId))?.finding;

describe('the daily sweep over alerts', () => {
  it('writes exactly one event for each level, on its day, and nothing between', async () => {
    const { id } = await seed();
    await sweepOn(addCalendarDays(START, 19));
    expect(await alertsOf(id)).toEqual([]);
    await sweepOn(addCalendarDays(START, 20));
    await sweepOn(addCalendarDays(START, 20));
    await sweepOn(addCalendarDays(START, 40));
    expect(await alertsOf(id)).toMatchObject([{ from: 'none', to: 'yellow' }]);
    expect(await headOf(id)).toMatchObject({ alert: 'yellow', alertCheck: addCalendarDays(DUE, 1) });
    await sweepOn(addCalendarDays(DUE, 1));
    await sweepOn(addCalendarDays(DUE, 30));
    expect(await alertsOf(id)).toMatchObject([{ to: 'yellow' }, { from: 'yellow', to: 'red' }]);
  });

  it('is no work of a person: the finding stays idle (F07)', async () => {
    const { id } = await seed();
    await sweepOn(addCalendarDays(START, 20));
    expect(await headOf(id)).toMatchObject({ alert: 'yellow', lastActOn: START });
  });

  it('finds all of many, page after page, and reads none whose day has not come', async () => {
    const many = await Promise.all(Array.from({ length: 110 }, () => seed()));
    const later = await seed({ alertCheck: addCalendarDays(START, 21) });
    await sweepOn(addCalendarDays(START, 20));
    const levels = await Promise.all(many.map(async ({ id }) => (await headOf(id))?.alert));
    expect(new Set(levels)).toEqual(new Set(['yellow']));
    expect(await headOf(later.id)).toMatchObject({ version: later.version });
  });

  it('also takes up heads that were written before there were alerts', async () => {
    const { id } = await seed({ alertCheck: undefined, lastActOn: undefined });
    await sweepOn(addCalendarDays(START, 20));
    expect(await headOf(id)).toMatchObject({ alert: 'yellow', lastActOn: expect.any(String) });
  });
});

describe('a new version of the unit’s rules (F10)', () => {
  const publishRules = (version: number, day: string, alerts?: { nearDays: number; behindPoints: number }) =>
    engine.table.transact([
      limitRuleSetWrite(T, {
        version,
        effectiveFrom: day,
        limits: {},
        ...(alerts ? { alerts } : {}),
        reason: '集团要求提前预警',
        decidedAt: `${day}T04:00:00.000Z`,
        decidedByName: '巡察办甲',
      }),
    ]);

  it('is adopted by every open finding on its day, once, and known practice comes back with the next', async () => {
    const early = addCalendarDays(DUE, -12);
    // Without a measure to be behind with: the date alone decides.
    const { finding } = seedAggregate({ tenantId: T, startedOn: early, dueDate: DUE, lastActOn: early });
    const { id } = await seedFinding(engine.table, {
      ...seedAggregate({ ...finding, alertCheck: addCalendarDays(DUE, -7) }, { measures: [], evidence: [] }),
    });
    const levelOf = async () => (await loadFinding(engine.table, scope, id))?.finding;
    await sweepOn(early);
    expect((await levelOf())?.alert).toBeUndefined();

    // Decided at noon of that day, after the day's work: it counts from the next morning on.
    await publishRules(1, early, { nearDays: 14, behindPoints: 10 });
    const next = addCalendarDays(early, 1);
    await sweepOn(next);
    expect(await levelOf()).toMatchObject({
      alert: 'blue',
      alertRule: { version: 1, nearDays: 14, behindPoints: 10 },
    });
    await sweepOn(next);
    const events = await listEvents(engine.table, scope, id, { afterSeq: 0, limit: 100 });
    expect(events.filter(({ type }) => type === 'finding.alert_rule_set')).toMatchObject([
      { data: { version: 1, nearDays: 14, behindPoints: 10, alert: { from: 'none', to: 'blue' } } },
    ]);
    expect(verifyChain(events)).toMatchObject({ ok: true });

    const later = addCalendarDays(early, 2);
    await publishRules(2, later);
    await sweepOn(later);
    const back = await levelOf();
    expect(back?.alert).toBeUndefined();
    expect(back?.alertRule).toBeUndefined();
  });
});
