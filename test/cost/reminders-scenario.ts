import { type Principal, roleAssignee } from '@xuncha/domain';
import { newId, notificationItem, queueMessage, readMessage } from '@xuncha/store';
import { createSendMessage } from '../../functions/notify/send-message.ts';
import { streamRecords } from '../engine/stream-records.ts';
import { type CostScene, type peopleOf, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;

const tenant = { tenantId: TENANT };
/** As many as a page shows: what a busy office finds after some weeks. */
const LINES = 100;
const ON = '2025-03-08';

/** What is told of due dates, how a person wants to be told, and the robots of the unit's groups (G05, G06). */
export const remind = async (scene: CostScene, people: People): Promise<void> => {
  await notifications(scene, people.office);
  await preferences(scene, people.office);
  await robots(scene, people.unitAdmin);
};

const notifications = async (scene: CostScene, principal: Principal): Promise<void> => {
  for (let index = 0; index < LINES; index += 1)
    await scene.table.put({
      put: notificationItem(TENANT, roleAssignee('rectification_office'), {
        tenantId: TENANT,
        tenantName: '北河采油厂',
        subject: { type: 'finding', id: newId() },
        no: '12',
        title: '采购管理制度执行不严格，部分合同未履行招标程序',
        why: '整改中',
        due: '2025-03-15',
        rung: 'before-7@2025-03-15',
        on: ON,
        overdue: false,
      }),
    });
  const { items } = await scene.measure<{ readonly items: readonly { readonly id: string }[] }>(
    'notifications.list',
    `${LINES} lines, inboxes of person and role`,
    { principal },
  );
  await scene.measure('notifications.markSeen', `${LINES} lines at once`, {
    principal,
    body: { ids: items.map(({ id }) => id) },
  });
};

const preferences = async (scene: CostScene, principal: Principal): Promise<void> => {
  await scene.measure('preferences.set', '', {
    principal,
    body: { digest: true, email: 'office@beihe.example' },
  });
  await scene.measure('preferences.get', '', { principal });
};

const robots = async (scene: CostScene, principal: Principal): Promise<void> => {
  const { id: webhookId } = await scene.measure<{ readonly id: string }>('webhooks.add', 'first one', {
    principal,
    params: tenant,
    body: {
      kind: 'wecom',
      name: '整改工作群',
      url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0c3ae2f4-1111-4222-8333-944455556666',
    },
  });
  await scene.measure('webhooks.list', 'one robot', { principal, params: tenant });
  await sendToRobot(scene, webhookId);
  await scene.measure('webhooks.remove', 'one robot', { principal, params: { ...tenant, webhookId } });
};

/** A day's message on its way out, from the stream's record on; the service itself stands outside of the table. */
const sendToRobot = async (scene: CostScene, webhookId: string): Promise<void> => {
  const message = {
    tenantId: TENANT,
    date: ON,
    receiver: `robot:${webhookId}`,
    outgoing: { channel: 'robot', webhookId, text: '逾期3项，近7日到期5项。' },
  } as const;
  await scene.book.measure('queue message', 'one a day and receiver', () =>
    queueMessage(scene.table, message),
  );
  const after = { ...(await readMessage(scene.table, message)), kind: 'message' };
  const send = createSendMessage({
    tableOf: async () => scene.table,
    channels: { post: async () => undefined },
  });
  await scene.book.measure('send message', 'to a robot', async () => {
    const { batchItemFailures } = await send({ Records: streamRecords([{ after }]) });
    if (batchItemFailures.length > 0) throw new Error('the message was not sent');
  });
  if ((await readMessage(scene.table, message))?.status !== 'sent')
    throw new Error('the message is not sent');
};
