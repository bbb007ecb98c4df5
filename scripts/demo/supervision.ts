import type { ClientOf } from './progress.ts';

const TENANT = 'bhcyc';
const params = { tenantId: TENANT };

/** Two orders that wait: HQ's, under listed supervision, for a leader, who is going to be talked to; and the unit's own (F10, I04). */
export const addSupervision = async (clientOf: ClientOf, today: string): Promise<void> => {
  const office = clientOf('bhcyc-office');
  const { data } = await office.call('findings.list', { params, query: { limit: 100 } });
  const [first, second] = data.items.filter(({ state }) => state === 'delivered').slice(-2);
  if (!first || !second) throw new Error('the demonstration has too few findings for its orders');
  const { data: order } = await clientOf('hq-inspection').call('orders.issue', {
    params,
    body: {
      findingIds: [first.id],
      requirement: '该问题上一轮巡察已指出，请责任领导说明整改不彻底的原因、下一步措施和完成时间。',
      level: 'red',
      startRung: 'leader',
      listed: '上一轮巡察已指出，至今未彻底整改。',
    },
  });
  await clientOf('hq-inspection').call('talks.plan', {
    params,
    body: {
      orderId: order.id,
      reason: '以往巡察、审计整改不彻底',
      talkers: ['沈知行', '顾长明'],
      talkedTo: { name: '段承业', post: '总会计师' },
      with: 'leader',
      date: today,
      place: '集团机关三楼会议室',
    },
  });
  await office.call('orders.issue', {
    params,
    body: {
      findingIds: [second.id],
      requirement: '请三日内报送责任分工和整改措施，并说明能否按期完成。',
      level: 'yellow',
      startRung: 'department',
    },
  });
};
