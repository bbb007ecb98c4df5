import {
  addCalendarDays,
  decideSupervision,
  draftByRule,
  type Finding,
  issueOrder,
  type LimitRuleSet,
  type Matter,
  type OrderContent,
  type OrderTrigger,
  overdueAfter,
  passOrderLimit,
  passTalkLimit,
  type SupervisionSettings,
  SYSTEM_ACTOR,
  shanghaiDateOf,
  supervisionOf,
  systemScope,
  type TalkContent,
} from '@xuncha/domain';
import { log } from '@xuncha/http';
import {
  createMatter,
  derivedId,
  executeOnMatter,
  findingsPastDate,
  type Item,
  keys,
  listDueMatters,
  listFindingMatters,
  listLimitRuleSets,
  readTenant,
  type Table,
} from '@xuncha/store';

/** What the clock's supervision of one unit works with. */
interface Round {
  readonly table: Table;
  readonly tenantId: string;
  readonly at: string;
  readonly today: string;
  readonly ruleSets: readonly LimitRuleSet[];
  readonly settings: SupervisionSettings;
}

const ACTOR = SYSTEM_ACTOR('schedule');
const NOTHING = () => ({ status: 200, body: null });
const scopeOf = (tenantId: string) => systemScope('schedule', tenantId);

/** By the head alone, as the page of due ones brings it: one that has reached the top is not read again every day. */
const mayClimb = (matter: Matter, moment: Pick<Round, 'today' | 'ruleSets'>): boolean => {
  const alone = { files: [], parts: [] };
  if (matter.kind === 'order')
    return passOrderLimit({ ...alone, matter: matter as Matter<OrderContent> }, moment).ok;
  return (
    matter.kind === 'talk' && passTalkLimit({ ...alone, matter: matter as Matter<TalkContent> }, moment).ok
  );
};

/** Orders and talks whose limit has passed climb one rung each; what climbed today has a new limit and is left alone. */
const climbLadders = async ({ table, tenantId, at, today, ruleSets }: Round): Promise<number> => {
  const scope = scopeOf(tenantId);
  const moment = { today, ruleSets };
  let climbed = 0;
  let startKey: Item | undefined;
  do {
    const page = await listDueMatters(table, scope, {
      until: addCalendarDays(today, -1),
      limit: 100,
      startKey,
    });
    const command = { actor: ACTOR, at, answer: NOTHING };
    for (const matter of page.matters.filter((standing) => mayClimb(standing, moment))) {
      const { id, kind } = matter;
      const outcome =
        kind === 'order'
          ? await executeOnMatter<OrderContent>(
              table,
              scope,
              { kind, id },
              (order) => passOrderLimit(order, moment),
              command,
            )
          : await executeOnMatter<TalkContent>(
              table,
              scope,
              { kind: 'talk', id },
              (talk) => passTalkLimit(talk, moment),
              command,
            );
      if (outcome.kind === 'done') climbed += 1;
    }
    startKey = page.lastKey;
  } while (startKey);
  return climbed;
};

/** The same id for the same cause, however often the day's run is repeated. */
const orderId = (finding: Finding, { cause }: OrderTrigger): string =>
  derivedId(Date.parse(finding.createdAt), `order:${finding.id}:${cause}`);

interface Candidate {
  readonly finding: Finding;
  readonly trigger: OrderTrigger;
  readonly id: string;
}

const candidatesAmong = (findings: readonly Finding[], { today, settings }: Round): Candidate[] =>
  findings.flatMap((finding) => {
    const trigger = decideSupervision(finding, today, settings);
    return trigger ? [{ finding, trigger, id: orderId(finding, trigger) }] : [];
  });

/** Somebody is after it already: a second paper would only be a second burden. */
const underSupervision = async (table: Table, { tenantId, id }: Finding): Promise<boolean> =>
  (await listFindingMatters(table, scopeOf(tenantId), id)).some(({ kind, open }) => kind === 'order' && open);

const raise = async (round: Round, { finding, trigger, id }: Candidate): Promise<boolean> => {
  const { table, tenantId, at, today, ruleSets } = round;
  if (await underSupervision(table, finding)) return false;
  const outcome = await createMatter<OrderContent>(
    table,
    scopeOf(tenantId),
    () => issueOrder(draftByRule(finding, trigger, id), { today, ruleSets }, ACTOR, at),
    { actor: ACTOR, at, answer: NOTHING },
  );
  return outcome.kind === 'done';
};

/** Orders by rule for findings past their date, up to the day's number; a cause that has its order has it for good. */
const raiseOrders = async (round: Round): Promise<number> => {
  const { table, tenantId, today, settings } = round;
  const days = overdueAfter(settings);
  if (days === undefined) return 0;
  let raised = 0;
  // A continuous finding may come twice, by its due date and by its next check: it counts once.
  const counted = new Set<string>();
  for await (const findings of findingsPastDate(table, scopeOf(tenantId), addCalendarDays(today, -days))) {
    const candidates = candidatesAmong(findings, round);
    const standing = await table.getMany(candidates.map(({ id }) => keys.matter(tenantId, id)));
    const known = new Set(standing.map(({ pk }) => String(pk)));
    // What an interrupted run of today has raised counts towards today's number.
    for (const { pk, createdAt } of standing) {
      if (counted.has(String(pk)) || shanghaiDateOf(new Date(String(createdAt))) !== today) continue;
      counted.add(String(pk));
      raised += 1;
    }
    for (const candidate of candidates) {
      if (raised >= settings.mostPerDay) return raised;
      if (known.has(keys.matter(tenantId, candidate.id).pk)) continue;
      if (!(await raise(round, candidate))) continue;
      counted.add(keys.matter(tenantId, candidate.id).pk);
      raised += 1;
    }
  }
  return raised;
};

/** F10: the day's supervision of one unit. A step of the daily run; repeated on the same day it changes nothing more. */
export const superviseUnit = async (table: Table, tenantId: string, now: Date): Promise<void> => {
  const today = shanghaiDateOf(now);
  const [head, ruleSets] = await Promise.all([
    readTenant(table, tenantId),
    listLimitRuleSets(table, scopeOf(tenantId)),
  ]);
  const settings = supervisionOf(head?.supervision);
  const round: Round = { table, tenantId, at: now.toISOString(), today, ruleSets, settings };
  const climbed = await climbLadders(round);
  const raised = await raiseOrders(round);
  if (climbed + raised > 0) log('info', 'supervised', { tenant: tenantId, climbed, raised });
};
