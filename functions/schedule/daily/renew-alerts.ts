import {
  type AppliedAlerts,
  adoptAlerts,
  alertsOn,
  type FindingAggregate,
  type FindingChange,
  followsOtherAlerts,
  type Result,
  renewAlert,
  SYSTEM_ACTOR,
  shanghaiDateOf,
} from '@xuncha/domain';
import {
  executeOnFinding,
  type Item,
  listAlertChecks,
  listLimitRuleSets,
  pageOpenFindings,
  type StoredLimitRuleSet,
} from '@xuncha/store';
import type { DailyContext, DailyStep } from './daily-step.ts';

type Decide = (aggregate: FindingAggregate) => Result<FindingChange>;

const command = async (
  { table, scope, at }: Pick<DailyContext, 'table' | 'scope' | 'at'>,
  findingId: string,
  decide: Decide,
): Promise<void> => {
  await executeOnFinding(table, scope, findingId, {
    actor: SYSTEM_ACTOR('schedule'),
    at,
    decide,
    answer: () => ({ status: 200, body: null }),
  });
};

/** Has a version come into effect since the last run, or been decided on after that day's run for that very day? */
const isNewSince = (ruleSets: readonly StoredLimitRuleSet[], { lastRun, today }: DailyContext): boolean =>
  ruleSets.some(
    ({ effectiveFrom, decidedAt }) =>
      effectiveFrom <= today && (effectiveFrom > lastRun || shanghaiDateOf(new Date(decidedAt)) >= lastRun),
  );

/** A new version of the unit's rules: every open finding is brought under its thresholds, once (F10). */
const adoptEverywhere = async (context: DailyContext, rule: AppliedAlerts): Promise<void> => {
  let startKey: Item | undefined;
  do {
    const page = await pageOpenFindings(context.table, context.scope, { limit: 100, startKey });
    for (const finding of page.findings)
      if (followsOtherAlerts(finding, rule))
        await command(context, finding.id, (aggregate) => adoptAlerts(aggregate, rule));
    startKey = page.lastKey;
  } while (startKey);
};

/** Open findings whose alert may have changed with the day; rows alone tell which, so most are never read (F04). */
export const renewAlerts: DailyStep = {
  name: 'renew-alerts',
  of: 'subsidiary',
  async run(context) {
    const { table, scope, today } = context;
    const ruleSets = await listLimitRuleSets(table, scope);
    if (isNewSince(ruleSets, context)) await adoptEverywhere(context, alertsOn(ruleSets, today));
    let startKey: Item | undefined;
    do {
      const page = await listAlertChecks(table, scope, { today, startKey });
      for (const findingId of page.ids)
        await command(context, findingId, (aggregate) => renewAlert(aggregate, today));
      startKey = page.lastKey;
    } while (startKey);
  },
};
