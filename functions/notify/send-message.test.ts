import { keys, queueMessage, readMessage } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { type StreamPump, startStreamPump } from '../../test/engine/stream-pump.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { createSendMessage } from './send-message.ts';

const place = (receiver: string) => ({ tenantId: HQ_TENANT, date: '2025-03-14', receiver });
const mailTo = (to: string) => ({ channel: 'mail', to, subject: '待办', text: '3项' }) as const;

let engine: TestTable;
let pump: StreamPump;
let sent: string[] = [];
let failing = false;
let dying = false;
beforeAll(async () => {
  engine = await startTestTable();
  const handler = createSendMessage({
    tableOf: async () =>
      dying
        ? {
            ...engine.table,
            put: async () => {
              throw new Error('killed');
            },
          }
        : engine.table,
    channels: {
      mail: async (to) => {
        if (failing) throw new Error('MessageRejected');
        sent.push(to);
      },
      post: async (url) => {
        sent.push(url);
      },
    },
  });
  pump = await startStreamPump(engine, { handler, kinds: ['message'], batchSize: 10 });
});
afterAll(async () => {
  pump.stop();
  await engine.stop();
});

it('a message is sent once, whatever comes twice', async () => {
  sent = [];
  await queueMessage(engine.table, { ...place('mail:a'), outgoing: mailTo('a@beihe.example') });
  await queueMessage(engine.table, { ...place('mail:a'), outgoing: mailTo('a@beihe.example') });
  await pump.drain();
  await pump.drain();
  expect(sent).toEqual(['a@beihe.example']);
  expect((await readMessage(engine.table, place('mail:a')))?.status).toBe('sent');
});

it('a message whose sender died after sending is not sent again', async () => {
  sent = [];
  await queueMessage(engine.table, { ...place('mail:b'), outgoing: mailTo('b@beihe.example') });
  dying = true;
  await expect(pump.drain())
    .rejects.toThrow('a consumer kept failing')
    .catch(() => undefined);
  dying = false;
  await pump.drain();
  expect(sent).toEqual(['b@beihe.example']);
});

it('a service that refuses is noted, and holds up nobody else', async () => {
  sent = [];
  failing = true;
  await queueMessage(engine.table, { ...place('mail:c'), outgoing: mailTo('c@beihe.example') });
  await pump.drain();
  failing = false;
  expect(await readMessage(engine.table, place('mail:c'))).toMatchObject({ status: 'refused' });
  await queueMessage(engine.table, { ...place('mail:d'), outgoing: mailTo('d@beihe.example') });
  await pump.drain();
  expect(sent).toEqual(['d@beihe.example']);
});

it('a line for a robot goes to its address; one for a robot that was removed goes nowhere', async () => {
  sent = [];
  const url = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k';
  await engine.table.put({
    put: { ...keys.webhook(HQ_TENANT, 'r1'), kind: 'webhook', id: 'r1', robot: 'wecom', name: '整改群', url },
  });
  for (const id of ['r1', 'r2'])
    await queueMessage(engine.table, {
      ...place(`robot:${id}`),
      outgoing: { channel: 'robot', webhookId: id, text: '今日逾期1项' },
    });
  await pump.drain();
  expect(sent).toEqual([url]);
  expect(await readMessage(engine.table, place('robot:r2'))).toMatchObject({
    refusedBecause: 'robot_removed',
  });
});
