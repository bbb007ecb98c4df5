import {
  DEFAULT_SUPERVISION,
  type MatterFile,
  registerMatterFile,
  SYSTEM_ACTOR,
  settleMatterFile,
  suspectRecurrence,
  systemScope,
} from '@xuncha/domain';
import {
  executeOnMatter,
  newId,
  planMatter,
  readRecurrenceCounts,
  recurrenceCountsWrite,
} from '@xuncha/store';
import { personOf } from '../engine/api-event.ts';
import { type CostScene, type peopleOf, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;
interface Done {
  readonly id: string;
}

const AT = '2025-03-03T02:00:00.000Z';
const tenant = { tenantId: TENANT };
const leader = personOf(TENANT, ['responsible_leader'], { userId: 'leader' });
const head = (departmentId: string) =>
  personOf(TENANT, ['department_head'], { userId: 'head', departmentId });

/** A checked paper of a matter, past the upload: what it costs stands with the papers themselves. */
const paper = async ({ table }: CostScene, matterId: string, purpose: string): Promise<string> => {
  const scope = systemScope('evidence', TENANT);
  const id = newId();
  const file: MatterFile = {
    id,
    purpose,
    fileName: '情况说明.pdf',
    size: 1000,
    sha256: 'a'.repeat(64),
    contentType: 'application/pdf',
    uploadedBy: 'leader',
    uploadedByName: '责任领导',
    registeredAt: AT,
    status: 'registered',
  };
  const observed = { size: 1000, sha256: file.sha256, type: 'application/pdf', script: false };
  const command = { actor: SYSTEM_ACTOR('evidence'), at: AT, answer: () => ({ status: 200, body: null }) };
  const target = { id: matterId };
  await executeOnMatter(table, scope, target, (one) => registerMatterFile(one, file, '2025-03-03'), command);
  await executeOnMatter(
    table,
    scope,
    target,
    (one) => settleMatterFile(one, id, observed, { vaultKey: `t/${TENANT}/v/${file.sha256}` }, AT),
    command,
  );
  return id;
};

const order = async (scene: CostScene, people: People): Promise<void> => {
  const finding = await scene.finding('rectifying');
  const issue = (listed?: string) => ({
    principal: people.inspection,
    params: tenant,
    body: {
      findingIds: [finding.id],
      requirement: '请说明整改滞后的原因、已采取的措施和完成时间。',
      level: 'yellow',
      startRung: 'leader',
      ...(listed ? { listed } : {}),
    },
  });
  const { id: orderId } = await scene.measure<Done>('orders.issue', 'about one finding', issue());
  const params = { ...tenant, orderId };
  await scene.measure('orders.list', 'page of open ones', { principal: people.office, params: tenant });
  const fileIds = [await paper(scene, orderId, 'reply')];
  await scene.measure('orders.reply', 'one file', {
    principal: leader,
    params,
    body: { text: '正在清理，月底前完成。', fileIds },
  });
  await scene.measure('orders.get', 'one reply, one file, 4 events', { principal: people.office, params });
  await scene.measure('orders.putUp', '', {
    principal: people.inspection,
    params,
    body: { reason: '久拖不决。' },
  });
  await scene.measure('orders.check', '', {
    principal: people.inspection,
    params,
    body: { no: 1, outcome: 'accepted' },
  });
  await scene.measure('orders.askLifting', 'one file', {
    principal: people.office,
    params,
    body: { reason: '整改到位。', fileIds: [await paper(scene, orderId, 'lifting')] },
  });
  await scene.measure('orders.decideLifting', '', {
    principal: people.inspection,
    params,
    body: { outcome: 'lifted', reason: '核实属实。' },
  });
  const { id: mistaken } = await scene.call<Done>('orders.issue', issue());
  await scene.measure('orders.withdraw', '', {
    principal: people.inspection,
    params: { ...tenant, orderId: mistaken },
    body: { reason: '重复下发。' },
  });
};

const talk = async (scene: CostScene, people: People): Promise<void> => {
  const { id: findingId } = await scene.finding('rectifying');
  const plan = {
    principal: people.office,
    params: tenant,
    body: {
      findingId,
      reason: '整改进度滞后',
      talkers: ['党委书记'],
      talkedTo: { name: '部门负责人' },
      with: 'department',
      date: '2025-03-03',
    },
  };
  const { id: talkId } = await scene.measure<Done>('talks.plan', 'about one finding', plan);
  const params = { ...tenant, talkId };
  await scene.measure('talks.list', 'page of open ones', { principal: people.office, params: tenant });
  await scene.measure('talks.hold', '', {
    principal: people.office,
    params,
    body: { heldOn: '2025-03-03', points: '一周内完成清理。' },
  });
  await paper(scene, talkId, 'minutes');
  const fileIds = [await paper(scene, talkId, 'statement')];
  await scene.measure('talks.state', 'two files', {
    principal: head(scene.place.departmentId),
    params,
    body: { text: '已安排专人清理。', fileIds },
  });
  await scene.measure('talks.get', 'one statement, two files, 7 events', {
    principal: people.office,
    params,
  });
  await scene.measure('talks.check', 'two files', {
    principal: people.office,
    params,
    body: { no: 1, outcome: 'accepted' },
  });
  const { id: other } = await scene.call<Done>('talks.plan', plan);
  await scene.measure('talks.cancel', '', {
    principal: people.office,
    params: { ...tenant, talkId: other },
    body: { reason: '另行安排。' },
  });
};

const recurrence = async (scene: CostScene, people: People): Promise<void> => {
  const { table } = scene;
  const [later, earlier] = [await scene.finding('delivered'), await scene.finding('closed')];
  const recurrenceId = newId();
  const actor = SYSTEM_ACTOR('jobs');
  const text = '物资采购拆分规避招标，同类物资拆分为多个合同。'.repeat(4);
  const change = suspectRecurrence(
    {
      id: recurrenceId,
      finding: later,
      text,
      node: '招标采购',
      match: {
        earlier: { id: earlier.id, no: '4', title: '拆分采购', text, closedOn: '2025-01-10' },
        likeness: 80,
      },
      settings: DEFAULT_SUPERVISION,
      on: '2025-03-03',
    },
    actor,
    AT,
  );
  const counted = await readRecurrenceCounts(table, TENANT);
  await table.transact([
    ...planMatter(undefined, change, { actor, at: AT }).writes,
    recurrenceCountsWrite(TENANT, counted, { suspected: 1, confirmed: 0, dismissed: 0 }),
  ]);
  const params = { ...tenant, recurrenceId };
  const principal = people.inspection;
  await scene.measure('recurrences.list', 'page of open ones', { principal, params: tenant });
  await scene.measure('recurrences.get', '', { principal, params });
  await scene.measure('recurrences.decide', '', {
    principal,
    params,
    body: { outcome: 'confirmed', reason: '与上年是同一问题。' },
  });
};

/** Orders, talks, recurrences and their rules, each to its end (F10, I04, I07). */
export const supervise = async (scene: CostScene, people: People): Promise<void> => {
  await scene.measure('supervision.get', '', { principal: people.office, params: tenant });
  await scene.measure('supervision.set', '', {
    principal: people.inspection,
    params: tenant,
    body: DEFAULT_SUPERVISION,
  });
  await order(scene, people);
  await talk(scene, people);
  await recurrence(scene, people);
};
