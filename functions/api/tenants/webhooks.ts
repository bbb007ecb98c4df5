import { checkRobotUrl, type Webhook } from '@xuncha/domain';
import { type Handler, HttpProblem, notFound, problemOf } from '@xuncha/http';
import { listWebhooks, newId, webhookRemoval, webhookWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/** One for each group that wants to know; more would be noise. */
const MOST = 5;

const view = ({ id, kind, name }: Webhook) => ({ id, kind, name });

export const listRobots: Handler<'webhooks.list', ApiDeps> = async ({ scope }, { table }) => ({
  body: { items: (await listWebhooks(table, scope)).map(view) },
});

/** The trail names the robot and who added it, never its address, which is a key. */
export const addRobot: Handler<'webhooks.add', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, body, at } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    const checked = checkRobotUrl(body.kind, body.url);
    if (!checked.ok) throw problemOf(checked.error);
    if ((await listWebhooks(deps.table, scope)).length >= MOST)
      throw new HttpProblem(409, 'webhooks_too_many', `最多登记 ${MOST} 个群机器人，请先删除不用的。`);
    const webhook: Webhook = { id: newId(Date.parse(at)), ...body };
    return {
      changes: [{ head, event: { type: 'webhook.added', data: view(webhook) } }],
      beside: [webhookWrite(scope.tenantId, webhook)],
      status: 201,
      body: view(webhook),
    };
  });

export const removeRobot: Handler<'webhooks.remove', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { scope, params } = call;
    const head = await changeableHead(deps.table, scope.tenantId);
    const webhook = (await listWebhooks(deps.table, scope)).find(({ id }) => id === params.webhookId);
    if (!webhook) throw notFound();
    return {
      changes: [{ head, event: { type: 'webhook.removed', data: view(webhook) } }],
      beside: [webhookRemoval(scope.tenantId, webhook.id)],
      status: 200,
      body: view(webhook),
    };
  });
