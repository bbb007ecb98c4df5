import { openPlan, type Principal } from '@xuncha/domain';
import { keys, newId, planMatter, standardsWrite } from '@xuncha/store';
import { HQ_TENANT } from '../engine/environment.ts';
import { type CostScene, type peopleOf, ROUND, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;

/** Findings of the plan: a small unit's list. */
const PLANNED = 10;
const ENTRIES = Array.from({ length: 30 }, (_, index) => ({
  category: index % 2 === 0 ? '物资采购' : '合同管理',
  text: `制度修订后经党委会审议印发，并组织一次专项检查，抽查合同不少于10份，未发现同类问题（第${index + 1}条）。`,
}));

const ANALYSIS = {
  termClass: 'time_limited',
  causes: ['institution', 'supervision'],
  causeText: '采购管理实施细则未明确限额标准，合同归口部门对招标程序审核把关不严，监督检查流于形式。',
  goal: '物资采购全部按规定履行招标程序，合格供应商名录动态管理。',
  standard: { text: ENTRIES[0]?.text ?? '' },
};

/** One plan from its opening to approval (E01–E04), and the library its standards come from (E02). */
export const makePlan = async (scene: CostScene, people: People): Promise<void> => {
  const tenant = { tenantId: TENANT };
  const office = people.office;
  await scene.measure('standards.set', '30 entries', {
    principal: office,
    params: tenant,
    body: { entries: ENTRIES },
    ifMatch: 0,
  });
  await scene.measure('standards.get', '30 entries', { principal: office, params: tenant });
  await shareStandards(scene);
  const batchId = await scene.batch(PLANNED);
  const planId = newId();
  const opened = openPlan(
    { tenantId: TENANT, planId, batchId, round: ROUND, feedbackDate: '2025-03-03' },
    [],
    people.inspection,
    new Date().toISOString(),
  );
  const { actor, at } = { actor: { ...people.inspection }, at: new Date().toISOString() };
  await scene.table.transact(planMatter(undefined, opened, { actor, at }).writes);
  for (let index = 0; index < PLANNED; index += 1) {
    const { id } = await scene.finding('planning', { batchId });
    const options = { principal: office, params: { ...tenant, findingId: id }, body: ANALYSIS, ifMatch: 1 };
    if (index === 0) await scene.measure('findings.analyse', '3 measures', options);
    else await scene.call('findings.analyse', options);
  }
  await approve(scene, people, planId);
};

const shareStandards = async (scene: CostScene): Promise<void> => {
  const { shareStandards: share } = await import('../../functions/jobs/share-standards.ts');
  const library = {
    tenantId: HQ_TENANT,
    version: 1,
    core: [],
    own: ENTRIES.map((entry) => ({ id: newId(), ...entry })),
  };
  await scene.table.transact([
    standardsWrite({
      ...library,
      changedAt: new Date().toISOString(),
      changedByName: '赵小红',
      shared: true,
    }),
  ]);
  // One unit stands in the register with a head of its own; the others of the scene are entries only.
  await scene.book.measure('job: standards', 'HQ’s 30 entries to one unit, 30 in the register', () =>
    share(
      HQ_TENANT,
      async () => scene.table,
      () => new Date(),
    ),
  );
};

const approve = async (scene: CostScene, people: People, planId: string): Promise<void> => {
  const params = { tenantId: TENANT, planId };
  const version = async () => Number((await scene.item(keys.matter(TENANT, planId))).version);
  const office = people.office;
  await scene.measure('plans.edit', '', {
    principal: office,
    params,
    ifMatch: await version(),
    body: {
      goals: '对照反馈意见逐条整改，三个月内完成集中整改任务，建立健全长效机制。',
      organisation: '成立由党委书记任组长的整改工作领导小组，下设办公室，每周调度一次。',
    },
  });
  await scene.measure('plans.submit', `${PLANNED} findings`, {
    principal: office,
    params,
    ifMatch: await version(),
  });
  await scene.measure('plans.list', 'one plan', { principal: office, params: { tenantId: TENANT } });
  await scene.measure('plans.get', `one version of ${PLANNED} findings`, { principal: office, params });
  await scene.measure('plans.findings', `page of ${PLANNED} findings, 3 measures each`, {
    principal: office,
    params,
  });
  await scene.measure('plans.version', `${PLANNED} findings, compared with what stands now`, {
    principal: people.secretary,
    params,
  });
  await scene.measure('plans.export', `Excel of ${PLANNED} findings`, {
    principal: office,
    params,
    body: { format: 'excel' },
  });
  await useOwnForm(scene, office);
  const { content } = await scene.item(keys.matter(TENANT, planId));
  const { hash } = content as { readonly hash: string };
  const step = (id: 'plans.approve' | 'plans.opine' | 'plans.review', principal: Principal, more: object) =>
    scene.measure(id, '', { principal, params, body: { outcome: 'approve', hash, ...more } });
  await step('plans.approve', people.secretary, { meetingDate: '2025-03-01' });
  await step('plans.opine', people.discipline, { office: 'group_discipline', text: '同意。' });
  await scene.call('plans.opine', {
    principal: { ...people.discipline, userId: 'organisation', roles: ['group_organisation'] },
    params,
    body: { outcome: 'approve', hash, office: 'group_organisation' },
  });
  await step('plans.review', people.inspection, {});
  await scene.measure('plans.revise', '', {
    principal: office,
    params,
    body: { reason: '机构调整，责任部门变更。' },
  });
};

/** The unit's own Word form, as the sample has it: some 4 kB. */
const useOwnForm = async (scene: CostScene, office: Principal): Promise<void> => {
  const params = { tenantId: TENANT };
  const { base64 } = await scene.measure<{ base64: string }>('planTemplates.sample', '', {
    principal: office,
    params,
  });
  await scene.measure('planTemplates.set', 'the sample', {
    principal: office,
    params,
    ifMatch: 0,
    body: { fileName: '整改方案模板.docx', base64 },
  });
  await scene.measure('planTemplates.get', '', { principal: office, params });
  await scene.measure('planTemplates.remove', '', { principal: office, params, ifMatch: 1 });
};
