import { createDynamoClient, openRateBuckets } from '@xuncha/store';
import { createRequestRates } from '../../functions/authorizer/request-rates.ts';
import { stageSettings } from '../../infra/stage-settings.ts';
import { type CostScene, TENANT } from './scene.ts';

const REQUESTS = 1_000;

/** What one instance of the authorizer writes to count requests: at an even pace, and when too many come. */
export const countRequests = async (scene: CostScene): Promise<void> => {
  const limits = stageSettings('prod').requestLimits;
  const client = createDynamoClient();
  let at = 0;
  const admit = createRequestRates({
    debit: openRateBuckets(client, process.env.TABLE_NAME ?? ''),
    limits,
    clock: () => at,
  });
  const send = async (perSecond: number): Promise<void> => {
    for (let request = 0; request < REQUESTS; request += 1) {
      at += 1000 / perSecond;
      await admit(TENANT, 'subsidiary');
    }
  };
  const measure = (when: string, perSecond: number): Promise<void> =>
    scene.book.measure('count requests', when, () => send(perSecond), REQUESTS);
  try {
    await measure('half of the limit, per request', limits.subsidiary.rate / 2);
    // The burst is used up before.
    await send(limits.subsidiary.rate * 10);
    await measure('ten times the limit, per request', limits.subsidiary.rate * 10);
  } finally {
    client.destroy();
  }
};
