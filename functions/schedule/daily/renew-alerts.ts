import { renewAlert, SYSTEM_ACTOR } from '@xuncha/domain';
import { executeOnFinding, type Item, listAlertChecks } from '@xuncha/store';
import type { DailyStep } from './daily-step.ts';

/** Open findings whose alert may have changed with the day; rows alone tell which, so most are never read (F04). */
export const renewAlerts: DailyStep = {
  name: 'renew-alerts',
  of: 'subsidiary',
  async run({ table, scope, at, today }) {
    let startKey: Item | undefined;
    do {
      const page = await listAlertChecks(table, scope, { today, startKey });
      for (const findingId of page.ids)
        await executeOnFinding(table, scope, findingId, {
          actor: SYSTEM_ACTOR('schedule'),
          at,
          decide: (aggregate) => renewAlert(aggregate, today),
          answer: () => ({ status: 200, body: null }),
        });
      startKey = page.lastKey;
    } while (startKey);
  },
};
