import { addCalendarDays, shanghaiDateOf } from '@xuncha/domain';
import { type CostScene, type peopleOf, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;

const tenant = { tenantId: TENANT };

/** Stage acceptance, other dates, the green channel, and a question to another office (F04–F06). */
export const workBesideMeasures = async (scene: CostScene, people: People): Promise<void> => {
  const { id } = await scene.finding('rectifying');
  const params = { ...tenant, findingId: id };
  const to = addCalendarDays(shanghaiDateOf(new Date()), 60);
  const request = { to, reason: '制度须经职工代表大会审议，会期延后。' };
  const ask = { principal: people.head, params, body: request };
  const first = await scene.measure<{ extensionId: string }>('extensions.ask', '3 measures, 4 files', ask);
  await scene.measure('extensions.withdraw', '', {
    principal: people.head,
    params: { ...params, extensionId: first.extensionId },
    body: { reason: '会期已定，重新计算时间。' },
  });
  const { extensionId } = await scene.call<{ extensionId: string }>('extensions.ask', ask);
  await scene.measure('extensions.decide', '', {
    principal: people.inspection,
    params: { ...params, extensionId },
    body: { outcome: 'approved', reason: '情况属实，同意延期。' },
  });
  await scene.measure('stages.decide', 'whole finding', {
    principal: people.office,
    params,
    body: { outcome: 'accepted', reason: '制度已印发，继续抓好落实。' },
  });
  await scene.measure('findings.greenChannel', '', {
    principal: people.office,
    params,
    body: { on: true, reason: '涉及职工切身利益。' },
  });
  await askForHelp(scene, people, params);
};

const askForHelp = async (
  scene: CostScene,
  people: People,
  params: { readonly tenantId: string; readonly findingId: string },
): Promise<void> => {
  const body = { target: 'office', question: '请协调财务资产部提供近三年采购付款明细，用于核对拆分采购。' };
  const ask = { principal: people.head, params, body };
  const { id: helpId } = await scene.measure<{ id: string }>('help.ask', 'asks the office', ask);
  const help = { ...tenant, helpId };
  await scene.measure('help.reply', '', {
    principal: people.office,
    params: help,
    body: { text: '明细已由财务资产部整理，随附件送达。' },
  });
  await scene.measure('help.get', 'one answer', { principal: people.head, params: help });
  await scene.measure('help.settle', '', {
    principal: people.head,
    params: help,
    body: { outcome: 'settled', reason: '资料已收到。' },
  });
  const other = await scene.call<{ id: string }>('help.ask', ask);
  await scene.measure('help.withdraw', '', {
    principal: people.head,
    params: { ...tenant, helpId: other.id },
    body: { reason: '已自行解决。' },
  });
  await scene.measure('help.list', '2 of them', {
    principal: people.office,
    params: tenant,
    query: { show: 'all' },
  });
};
