import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Finding, KEPT_ORDERS, retainUntil } from '@xuncha/domain';
import {
  ARCHIVES,
  changeWrite,
  createWrite,
  findingToItem,
  keys,
  LEDGER_EXPORTS,
  newId,
  projectSheets,
  readAllSheets,
  readDocument,
  registerContent,
  registerWrite,
  SHEET_ROWS,
  startedItem,
} from '@xuncha/store';
import { createOpenGate } from '../../functions/closeout/open-gate.ts';
import { createCheckVault } from '../../functions/evidence/check-vault.ts';
import { openVaultObjects } from '../../functions/evidence/vault-objects.ts';
import { createProjections } from '../../functions/projections/projections.ts';
import { createRelay } from '../../functions/relay/relay.ts';
import type { Workflow } from '../../functions/workflow.ts';
import { HQ_TENANT } from '../engine/environment.ts';
import { ARCHIVE_BUCKET, VAULT_BUCKET } from '../engine/objects.ts';
import { streamRecords } from '../engine/stream-records.ts';
import { writeSyntheticLedger } from '../fixtures/synthetic-ledger.ts';
import { lookUpFindings } from './look-up-scenario.ts';
import { keepMatters } from './matters-scenario.ts';
import { decisionMeeting, holdMeetings } from './meetings-scenario.ts';
import { makePlan } from './plan-scenario.ts';
import { workBesideMeasures } from './rectification-scenario.ts';
import { remind } from './reminders-scenario.ts';
import { handleReports } from './reports-scenario.ts';
import { countRequests } from './request-rates.ts';
import { handleRestricted } from './restricted-scenario.ts';
import { type CostScene, MEMBER, peopleOf, ROUND, sha256, TENANT } from './scene.ts';
import { supervise } from './supervision-scenario.ts';

type People = ReturnType<typeof peopleOf>;

/** Step Functions costs the table nothing: its side of a call is not part of this ledger. */
const WORKFLOW: Workflow = {
  start: async () => undefined,
  complete: async () => 'delivered',
  statusOf: async () => 'running',
};
const now = (): Date => new Date();
const tenant = { tenantId: TENANT };

/** Every operation of the contract once, in the state it is usually called in, and the work behind the stream. */
export const playScenario = async (scene: CostScene): Promise<void> => {
  const people = peopleOf(scene.place, scene.hqDepartments[0]?.id ?? '');
  await watchAccesses(scene, people);
  await readPages(scene, people);
  await keepViews(scene, people);
  await answerFeedback(scene, people);
  await workOnMeasures(scene, people);
  await workBesideMeasures(scene, people);
  await keepEvidence(scene, people);
  await closeOut(scene, people);
  await importLedger(scene, people);
  const published = await publish(scene, people);
  await handleReports(scene, people, published);
  await holdMeetings(scene, people);
  await makePlan(scene, people);
  await exportArchive(scene, people);
  await delegate(scene);
  await administer(scene, people);
  await supervise(scene, people);
  await keepMatters(scene, people);
  await remind(scene, people);
  await handleRestricted(scene, people);
  await provision(scene, people);
  await project(scene);
  await countRequests(scene);
};

/** Each person of HQ once in each function: that they were there costs one put that day, and nothing after it. */
const watchAccesses = async (scene: CostScene, people: People): Promise<void> => {
  await scene.measure('tenants.get', 'HQ, first of the day: recorded for the unit', {
    principal: people.groupAdmin,
    params: tenant,
  });
  await scene.measure('tenants.get', 'HQ, later that day', { principal: people.groupAdmin, params: tenant });
  for (const principal of [people.inspection, people.consultant, people.leading, people.auditor])
    for (const id of ['tenants.get', 'findings.list'] as const)
      await scene.call(id, { principal, params: tenant });
  await scene.measure('accesses.list', 'page of 50', { principal: people.unitAdmin, params: tenant });
};

const readPages = async (scene: CostScene, people: People): Promise<void> => {
  const member = { ...people.handler, userId: MEMBER.login, membershipId: MEMBER.id };
  await scene.measure('me.get', 'one membership', { principal: member });
  await scene.measure('inbox.list', 'page of 50, inboxes of person, role and department', {
    principal: member,
  });
  for (let line = 0; line < 50; line += 1) {
    const since = new Date(Date.UTC(2025, 0, 1, 0, line)).toISOString();
    const where = '材料核验';
    const holders = ['rectification_office', 'discipline_committee'] as const;
    await scene.table.put({
      put: startedItem(
        { userId: member.userId, ...tenant, kind: 'application', where, holders, since, due: '2025-02-01' },
        {
          ...tenant,
          tenantName: '北河采油厂',
          findingId: newId(),
          no: '12',
          title: '物资采购拆分规避招标，集中采购目录执行不到位',
          round: ROUND,
          version: 9,
        },
      ),
    });
  }
  await scene.measure('started.list', 'page of 50', { principal: member });
  await scene.measure('colleagues.list', '31 people', { principal: member });
  await scene.measure('tenants.list', 'HQ dashboard: 30 subsidiaries', { principal: people.inspection });
  await scene.measure('tenants.get', '8 departments', { principal: people.office, params: tenant });
  await scene.measure('members.list', '31 people', { principal: people.unitAdmin, params: tenant });
  await scene.measure('effect.group', 'HQ: 30 subsidiaries', { principal: people.inspection });
  await scene.measure('effect.get', 'whole unit', { principal: people.office, params: tenant });
  await scene.measure('overview.get', 'whole unit, due days over 24 months', {
    principal: people.office,
    params: tenant,
  });
  const list = (when: string, query: Record<string, string>) =>
    scene.measure('findings.list', when, { principal: people.office, params: tenant, query });
  await list('page of 50 by state', { state: 'rectifying' });
  await list('page of 50 by due date', { due: 'open' });
  await list('page of 50 overdue', { due: 'overdue' });
  // A hundred findings leave twelve to a department: a page of ten is full in a tenant of any size.
  await list('page of 10 by department', { departmentId: scene.place.departmentId, limit: '10' });
  for (const order of KEPT_ORDERS) await list(`page of 50 of the whole ledger by ${order}`, { order });
  await list('page of 50 by words', { q: '招标 采购' });
  await list('page of 50 by words of the wording', { q: '化整为零' });
  await list('page of 10 by state, category and person', {
    state: 'rectifying,closing',
    category: '采购',
    person: '李经办',
    limit: '10',
  });
};

/** K02: views, and the export of what is shown. The job behind it reads every line, as its purpose is. */
const keepViews = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.office;
  const body = { name: '采购类逾期', query: 'due=overdue&category=采购', shared: false };
  const { id: viewId } = await scene.measure<{ id: string }>('ledgerViews.create', 'first one', {
    principal,
    params: tenant,
    body,
  });
  const one = { ...tenant, viewId };
  await scene.measure('ledgerViews.list', 'one view', { principal, params: tenant });
  await scene.measure('ledgerViews.change', 'one view', {
    principal,
    params: one,
    body: { name: body.name, query: 'due=soon', start: true },
    ifMatch: 1,
  });
  await scene.measure('ledgerViews.remove', 'one view', { principal, params: one });
  const { id } = await scene.measure<{ id: string }>('ledgerExports.create', '', {
    principal,
    params: tenant,
    body: { query: body.query },
  });
  const exportId = { ...tenant, exportId: id };
  await scene.measure('ledgerExports.get', 'waiting', { principal, params: exportId });
  const unwanted = await scene.call<{ id: string }>('ledgerExports.create', {
    principal,
    params: tenant,
    body: { query: body.query },
  });
  await scene.measure('ledgerExports.cancel', '', {
    principal,
    params: { ...tenant, exportId: unwanted.id },
  });
  const before = await readDocument(scene.table, LEDGER_EXPORTS, TENANT, id);
  if (!before) throw new Error('the export is gone');
  const ready = { status: 'ready', objectKey: 'x', fileName: '台账.xlsx', expiresOn: '9999-12-31' } as const;
  await scene.table.transact([changeWrite(LEDGER_EXPORTS, before, { ...before, ...ready })]);
  await scene.measure('ledgerExports.download', '', { principal, params: exportId });
};

const answerFeedback = async (scene: CostScene, people: People): Promise<void> => {
  const { id: draftId } = await scene.finding('draft');
  await scene.measure('findings.editDraft', '', {
    principal: people.inspection,
    params: { ...tenant, findingId: draftId },
    body: { title: '采购管理制度执行不严格', category: '物资采购' },
    ifMatch: 1,
  });
  const { id } = await scene.finding('delivered');
  const params = { ...tenant, findingId: id };
  const reason = '该问题与上一轮反馈的第12个问题重复，建议合并后反馈。';
  await scene.measure('findings.object', '', { principal: people.office, params, body: { reason } });
  await scene.measure('findings.answerObjection', '', {
    principal: people.inspection,
    params,
    body: { outcome: 'maintained', reason: '两个问题发生的时间不同，维持原反馈意见。' },
  });
  await scene.measure('findings.acknowledge', '', { principal: people.office, params });
  const several = [await scene.finding('delivered'), await scene.finding('delivered')];
  await scene.measure('findings.acknowledgeMany', '2 findings', {
    principal: people.office,
    params: tenant,
    body: { findingIds: several.map((finding) => finding.id) },
  });
  await scene.measure('findings.assign', 'department and three members named', {
    principal: people.office,
    params,
    ifMatch: 4,
    body: {
      principalName: '王书记',
      principalId: MEMBER.id,
      leaderName: '张副厂长',
      leaderId: MEMBER.id,
      departmentId: scene.place.departmentId,
      supportingDepartments: ['企管法规部'],
      handlerName: '李经办',
      handlerId: MEMBER.id,
    },
  });
  await scene.measure('findings.start', '', { principal: people.office, params });
  const planned = [await scene.finding('planning'), await scene.finding('planning')].map((one) => one.id);
  await scene.measure('findings.assignMany', '2 findings, department and handler', {
    principal: people.office,
    params: tenant,
    body: {
      findingIds: planned,
      responsibility: {
        departmentId: scene.place.departmentId,
        handlerName: '李经办',
        handlerId: MEMBER.id,
      },
    },
  });
  await scene.measure('findings.startMany', '2 findings', {
    principal: people.office,
    params: tenant,
    body: { findingIds: planned },
  });
  await split(scene, people);
};

const split = async (scene: CostScene, people: People): Promise<void> => {
  const part = { title: '招标程序执行不严格', text: '抽查采购合同36份，其中5份未履行招标程序。' };
  // A finding with measures can't be divided any more.
  const draft = () => scene.finding('draft', { withoutMeasures: true });
  const { id } = await draft();
  await scene.measure('findings.split', 'into 2', {
    principal: people.inspection,
    params: { ...tenant, findingId: id },
    body: { parts: [part, part], reason: '两个问题责任部门不同，分别整改。' },
    ifMatch: 1,
  });
  const sources = [await draft(), await draft()];
  await scene.measure('findings.merge', '2 findings', {
    principal: people.inspection,
    params: tenant,
    body: { findingIds: sources.map((source) => source.id), into: part, reason: '同一问题重复反馈。' },
  });
};

const workOnMeasures = async (scene: CostScene, people: People): Promise<void> => {
  const { id } = await scene.finding('planning');
  const params = { ...tenant, findingId: id };
  const body = {
    text: '修订《物资采购管理实施细则》，明确公开招标限额和审批权限，经党委会审议后印发执行。',
    departmentId: scene.place.departmentId,
    handlerName: '李经办',
    term: '2025年6月底前',
  };
  await scene.measure('measures.add', 'fourth measure', { principal: people.office, params, body });
  const measure = await firstMeasure(scene, id);
  const one = { ...params, measureId: measure };
  await scene.measure('measures.edit', '', { principal: people.office, params: one, body, ifMatch: 2 });
  const working = await scene.finding('rectifying');
  const report = { ...tenant, findingId: working.id, measureId: await firstMeasure(scene, working.id) };
  await scene.measure('measures.report', '3 measures, 4 files', {
    principal: people.handler,
    params: report,
    body: { progress: 80, result: '已完成制度修订，正在履行审议程序。' },
  });
  await scene.measure('measures.withdraw', '', {
    principal: people.office,
    params: one,
    body: { reason: '与第二条措施重复，合并办理。' },
  });
};

const firstMeasure = async (scene: CostScene, findingId: string): Promise<string> => {
  const { items } = await scene.table.query({
    partition: keys.findingPk(TENANT, findingId),
    prefix: 'MEA#',
    consistent: true,
  });
  return String(items[0]?.id);
};

const PDF = new TextEncoder().encode('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');

interface Registered {
  readonly evidence: { readonly id: string };
  readonly upload: { readonly url: string; readonly headers: Record<string, string> };
}

const keepEvidence = async (scene: CostScene, people: People): Promise<void> => {
  const finding = await scene.finding('rectifying');
  const params = { ...tenant, findingId: finding.id };
  const file = {
    fileName: '物资采购管理实施细则（修订稿）.pdf',
    size: PDF.length,
    sha256: sha256(PDF),
    contentType: 'application/pdf',
    formedOn: '2025-02-01',
  };
  const principal = people.handler;
  const { evidence } = await scene.measure<Registered>('evidence.register', 'fifth file', {
    principal,
    params,
    body: { ...file, purpose: 'measure', measureId: await firstMeasure(scene, finding.id) },
  });
  const one = { ...params, evidenceId: evidence.id };
  const renewed = await scene.measure<Registered>('evidence.renew', '', {
    principal,
    params: one,
    body: { size: file.size, sha256: file.sha256 },
  });
  await scene.measure('evidence.get', '5 files', { principal, params: one });
  const events = await scene.upload(renewed.upload, PDF);
  const verifier = await import('../../functions/evidence/verify-upload.lambda.ts');
  await scene.book.measure('verify-upload', 'one file of a finding with five', async () => {
    for (const event of events) await verifier.handler(event);
  });
  await scene.measure('evidence.download', '5 files', { principal, params: one });
  await scene.measure('evidence.preview', '5 files', { principal, params: one });
  await referAndSendInParts(scene, people);
  const reason = '上传有误，另行上传盖章扫描件。';
  await scene.measure('evidence.withdraw', '', { principal, params: one, body: { reason } });
};

/** Files of one page of the nightly check, all whole: what every file of every unit costs once in 30 days. */
const CHECKED = 20;

const checkVaultPage = async (scene: CostScene): Promise<void> => {
  const storedAt = '2025-01-02T00:00:00.000Z';
  const until = retainUntil('30y', storedAt, storedAt);
  const vault = openVaultObjects(scene.objects.client, VAULT_BUCKET);
  for (let number = 1; number <= CHECKED; number += 1) {
    const content = new TextEncoder().encode(`%PDF-1.7 file ${number}`);
    const hash = sha256(content);
    const vaultKey = `t/${TENANT}/evidence/${hash}`;
    const put = { Bucket: VAULT_BUCKET, Key: vaultKey, Body: content, ChecksumAlgorithm: 'SHA256' } as const;
    await scene.objects.client.send(new PutObjectCommand(put));
    await vault.retain(vaultKey, until);
    await registerContent(scene.table, {
      tenantId: TENANT,
      sha256: hash,
      vaultKey,
      size: content.length,
      type: 'pdf',
      retention: '30y',
      retainUntil: until,
      batchId: scene.place.batchId,
      findingId: newId(),
      evidenceId: newId(),
      fileName: `附件${number}.pdf`,
      storedAt,
    });
  }
  // A group with this one unit, so that the page alone is measured and not the register of 30.
  const hqTenant = 'fixityhq';
  const unit = { tenantId: TENANT, name: '北河采油厂', status: 'active', createdAt: '', version: 1 } as const;
  await scene.table.transact([registerWrite(hqTenant, unit, { ifAbsent: true })]);
  const check = createCheckVault({
    hqTable: async () => scene.table,
    depsOf: async () => ({ table: scene.table, vault }),
    hqTenant,
    now,
    limits: { everyDays: 30, filesPerRun: CHECKED, rehashBytesPerRun: 0, rehashOneIn: 20 },
  });
  await scene.book.measure('check vault', `page of ${CHECKED} whole files, per file`, check, CHECKED);
};

const referAndSendInParts = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.office;
  const finding = await scene.finding('rectifying');
  const params = { ...tenant, findingId: finding.id };
  const file = {
    purpose: 'measure',
    measureId: await firstMeasure(scene, finding.id),
    fileName: '检查现场录像.pdf',
    size: PDF.length,
    contentType: 'application/pdf',
    formedOn: '2025-02-01',
  };
  await lookUpFindings(scene);
  const hash = sha256(PDF);
  await scene.measure('evidence.known', 'one hash, known', {
    principal,
    params: tenant,
    body: { sha256s: [hash] },
  });
  const referred = await scene.measure<{ readonly id: string }>('evidence.refer', 'fifth file', {
    principal,
    params,
    body: { ...file, sha256: hash },
  });
  const held = { ...params, evidenceId: referred.id };
  const reason = { reason: '涉诉，依法保全。' };
  await scene.measure('evidence.hold', '', { principal: people.inspection, params: held, body: reason });
  await scene.measure('evidence.release', '', { principal: people.inspection, params: held, body: reason });
  await checkVaultPage(scene);
  await scene.measure('fixity.get', 'one run', { principal, params: tenant });
  await scene.measure('fixity.list', 'no summary yet', { principal: people.inspection });
  const part = new TextEncoder().encode('%PDF-1.7\nlarge');
  const { evidence } = await scene.call<Registered>('evidence.register', {
    principal,
    params,
    body: { ...file, size: part.length, sha256: sha256(part) },
  });
  const one = { ...params, evidenceId: evidence.id };
  await scene.measure('evidence.startParts', 'new, 6 files', { principal, params: one });
  const signed = await scene.measure<{ readonly parts: readonly Registered['upload'][] }>(
    'evidence.signParts',
    '6 files',
    { principal, params: one, body: { parts: [{ number: 1, sha256: sha256(part) }] } },
  );
  for (const upload of signed.parts) await scene.upload(upload, part);
  await scene.measure('evidence.completeParts', '6 files', { principal, params: one });
  await scene.measure('evidence.abortParts', '6 files', { principal, params: one });
};

interface Case {
  readonly caseId: string;
}

const closeOut = async (scene: CostScene, people: People): Promise<void> => {
  const finding = await scene.finding('rectifying');
  const application = {
    result: '已修订采购管理实施细则，完成合同清查36份，取消3家供应商准入资格，问题整改完成。',
    similarCheck: '对工程、服务类采购同步开展清查，未发现同类问题。',
    newRules: ['物资采购管理实施细则', '供应商管理办法'],
  };
  const apply = (findingId: string) => ({
    principal: people.head,
    params: { ...tenant, findingId },
    body: application,
  });
  const other = await scene.finding('rectifying');
  const running = await scene.call<Case>('closeouts.apply', apply(other.id));
  await scene.measure('closeouts.withdraw', '', {
    principal: people.head,
    params: { ...tenant, findingId: other.id, caseId: running.caseId },
    body: { reason: '需补充材料后重新申请。' },
  });
  const { caseId } = await scene.measure<Case>('closeouts.apply', '3 measures, 4 files', apply(finding.id));
  const { id: meetingId } = await scene.measure<{ id: string }>('meetings.create', '', {
    principal: people.leading,
    body: {
      title: '巡察工作领导小组2025年第3次会议',
      date: '2025-03-01',
      attendees: ['组长甲', '副组长乙', '成员丙', '成员丁', '成员戊'],
      minutesNo: '领导小组纪要〔2025〕3号',
    },
  });
  const walk = new CaseWalk(scene, finding, caseId);
  await walk.decide(people.office, 'evidence_check', { ticks: await walk.ticks() });
  await walk.decide(people.consultant, 'consultation', { opinion: '同意销号，建议加强后续抽查。' });
  await openGate(scene, finding, caseId);
  const minutesId = await walk.minutes(people);
  await scene.measure('findings.get', '3 measures, 5 files, running case, trail of 9 events', {
    principal: people.office,
    params: { ...tenant, findingId: finding.id },
  });
  await scene.measure('findings.events', '9 events', {
    principal: people.office,
    params: { ...tenant, findingId: finding.id },
  });
  await walk.decideOpen(people.secretary, 'party_committee', {
    meeting: {
      date: '2025-03-01',
      agendaItem: '审议物资采购问题整改销号',
      attendees: ['书记甲', '厂长乙', '副书记丙', '纪委书记丁', '总会计师戊'],
      resolution: '同意该问题整改完成，报集团巡察工作领导小组销号。',
      minutesId,
    },
  });
  await walk.decide(people.leading, 'leading_group', { meetingId });
  await scene.measure('closeouts.snapshot', '', {
    principal: people.auditor,
    params: { ...tenant, findingId: finding.id, caseId },
  });
  await scene.measure('findings.reopen', '', {
    principal: people.leading,
    params: { ...tenant, findingId: finding.id },
    body: { reason: '抽查发现同类问题再次发生。', meetingId },
  });
  await meet(scene, people, meetingId, application);
};

/** A second finding carried to the last gate, to be closed at a meeting. */
const meet = async (
  scene: CostScene,
  people: People,
  meetingId: string,
  application: Record<string, unknown>,
): Promise<void> => {
  const finding = await scene.finding('rectifying');
  const params = { ...tenant, findingId: finding.id };
  const { caseId } = await scene.call<Case>('closeouts.apply', {
    principal: people.head,
    params,
    body: application,
  });
  const walk = new CaseWalk(scene, finding, caseId, false);
  await walk.decide(people.office, 'evidence_check', { ticks: await walk.ticks() });
  await walk.decide(people.consultant, 'consultation', { opinion: '同意。' });
  await openGate(scene, finding, caseId, false);
  const agendaItem = '审议销号事项';
  const unitMeetingId = await decisionMeeting(scene, people, agendaItem);
  await scene.measure('closeouts.decide', 'party_committee, recorded meeting', {
    principal: people.secretary,
    params: { ...params, caseId },
    body: {
      gate: 'party_committee',
      ...(await walk.standing()),
      outcome: 'approve',
      meeting: { unitMeetingId, agendaItem, resolution: '同意' },
    },
  });
  await openGate(scene, finding, caseId, false);
  await scene.measure('meetings.decide', 'one case', {
    principal: people.leading,
    params: { ...tenant, meetingId },
    body: { decisions: [{ ...(await walk.standing()), findingId: finding.id, caseId, outcome: 'approve' }] },
  });
  await scene.measure('meetings.list', 'one meeting', { principal: people.inspection });
  await scene.measure('meetings.decisions', 'one decision', {
    principal: people.inspection,
    params: { meetingId },
  });
};

interface Closing {
  readonly visit: number;
  readonly snapshotHash: string;
}

/** One case on its way through the gates; the first one measures, a further one only walks. */
class CaseWalk {
  readonly #scene: CostScene;
  readonly #finding: Finding;
  readonly #caseId: string;
  readonly #measured: boolean;

  constructor(scene: CostScene, finding: Finding, caseId: string, measured = true) {
    this.#scene = scene;
    this.#finding = finding;
    this.#caseId = caseId;
    this.#measured = measured;
  }

  async standing(): Promise<Closing> {
    const { closing } = await this.#scene.item(keys.finding(TENANT, this.#finding.id));
    const { visit, snapshotHash } = closing as Closing;
    return { visit, snapshotHash };
  }

  async ticks(): Promise<object[]> {
    const { items } = await this.#scene.table.query({
      partition: keys.findingPk(TENANT, this.#finding.id),
      prefix: 'EVD#',
      consistent: true,
    });
    return items.map(({ id }) => ({ evidenceId: id, verdict: 'sufficient' }));
  }

  /** Opens the gate the case stands at and decides it. */
  async decide(principal: People[keyof People], gate: string, content: object): Promise<void> {
    await openGate(this.#scene, this.#finding, this.#caseId, this.#measured && gate === 'evidence_check');
    await this.decideOpen(principal, gate, content);
    if (this.#measured && gate === 'evidence_check') await this.#relayDecision();
  }

  async decideOpen(principal: People[keyof People], gate: string, content: object): Promise<void> {
    const options = {
      principal,
      params: { ...tenant, findingId: this.#finding.id, caseId: this.#caseId },
      body: { gate, ...(await this.standing()), outcome: 'approve', ...content },
    };
    if (this.#measured) await this.#scene.measure('closeouts.decide', gate, options);
    else await this.#scene.call('closeouts.decide', options);
  }

  /** The minutes of the party committee, uploaded and verified. */
  async minutes(people: People): Promise<string> {
    const content = new TextEncoder().encode(`%PDF-1.7\n% ${this.#finding.id}\n%%EOF\n`);
    const options = {
      principal: people.secretary,
      params: { ...tenant, findingId: this.#finding.id },
      body: {
        purpose: 'minutes',
        caseId: this.#caseId,
        fileName: '党委会会议纪要〔2025〕8号.pdf',
        size: content.length,
        sha256: sha256(content),
        contentType: 'application/pdf',
        formedOn: '2025-03-01',
      },
    };
    const { evidence, upload } = await this.#scene.measure<Registered>(
      'minutes.register',
      '4 files',
      options,
    );
    const verifier = await import('../../functions/evidence/verify-upload.lambda.ts');
    for (const event of await this.#scene.upload(upload, content)) await verifier.handler(event);
    return evidence.id;
  }

  async #relayDecision(): Promise<void> {
    const head = await this.#scene.item(keys.finding(TENANT, this.#finding.id));
    const event = await this.#scene.item(
      keys.audit(keys.findingPk(TENANT, this.#finding.id), Number(head.auditSeq)),
    );
    const machines = { closeout: 'closeout', provisioning: 'provisioning', archive: 'archive' };
    const relay = createRelay({ table: this.#scene.table, workflow: WORKFLOW, machines });
    await this.#scene.book.measure('relay', 'one decision', () =>
      relay({ Records: streamRecords([{ after: event }]) }),
    );
  }
}

const openGate = async (
  scene: CostScene,
  finding: Finding,
  caseId: string,
  measured = false,
): Promise<void> => {
  const { gate } = await scene.item(keys.finding(TENANT, finding.id));
  const open = createOpenGate({ table: scene.table, workflow: WORKFLOW, now });
  // As long as the tokens of the real service, which are some 800 characters.
  const task = {
    ...tenant,
    findingId: finding.id,
    caseId,
    attempt: 1,
    gate: String(gate),
    token: 't'.repeat(800),
  };
  if (measured) await scene.book.measure('open-gate', 'first gate', () => open(task));
  else await open(task);
};

interface ImportBody {
  readonly import: { readonly id: string };
  readonly upload: Registered['upload'];
}

/** Rows of the ledger: one chunk of 100 findings and 200 measures. */
const LEDGER_ROWS = 199;

const importLedger = async (scene: CostScene, people: People): Promise<void> => {
  const content = await writeSyntheticLedger(LEDGER_ROWS);
  const principal = people.inspection;
  const registered = await scene.measure<ImportBody>('imports.register', '', {
    principal,
    params: tenant,
    body: { fileName: '整改台账.xlsx', size: content.length, sha256: sha256(content) },
  });
  const importId = registered.import.id;
  const params = { ...tenant, importId };
  const verifier = await import('../../functions/evidence/verify-upload.lambda.ts');
  for (const event of await scene.upload(registered.upload, content)) await verifier.handler(event);
  const step = await jobStep(scene, importId);
  await scene.book.measure('job: read ledger', `${LEDGER_ROWS} rows`, step);
  const detail = await scene.measure<{ mapping: object; total: number; unknownDepartments: string[] }>(
    'imports.get',
    'with reading',
    { principal, params },
  );
  // The departments of the ledger are not those of the unit: until they are named, its rows are in error.
  await scene.measure('imports.correctionWorkbook', '', { principal, params });
  const departments = Object.fromEntries(
    detail.unknownDepartments.map((name) => [name, scene.place.departmentId]),
  );
  await scene.measure('imports.setMapping', '', {
    principal,
    params,
    body: { ...detail.mapping, departments },
  });
  await step();
  await scene.measure('imports.preview', 'page of 50', { principal, params });
  await scene.measure('imports.list', 'one import', { principal, params: tenant });
  const commit = { round: ROUND, title: '反馈问题清单', onlyGood: true };
  await scene.measure('imports.commit', '', { principal, params, body: commit });
  const before = Number((await scene.item(keys.import(TENANT, importId))).imported ?? 0);
  await scene.book.measure('job: commit', 'chunk, per finding', step, detail.total);
  const after = await scene.item(keys.import(TENANT, importId));
  if (Number(after.imported) - before < detail.total / 2) throw new Error('most of the ledger must come in');
  const undo = { principal, params, body: { reason: '台账版本有误，重新导入。' } };
  await scene.measure('imports.undo', '', undo);
  await scene.book.measure('job: undo', 'step, per finding', step, Number(after.imported));
};

/** The job's step for an import as its item stands now. */
const jobStep = async (scene: CostScene, importId: string) => {
  const { handler } = await import('../../functions/jobs/run-job.lambda.ts');
  return async (): Promise<void> => {
    const item = await scene.item(keys.import(TENANT, importId));
    await runJob(handler, item);
  };
};

const runJob = async (
  handler: typeof import('../../functions/jobs/run-job.lambda.ts').handler,
  after: Record<string, unknown>,
): Promise<void> => {
  const { batchItemFailures } = await handler({ Records: streamRecords([{ after }]) });
  if (batchItemFailures.length > 0) throw new Error('the job failed');
};

/** Findings of the batch that is published: one pack of the job. */
const PUBLISHED = 40;

const publish = async (scene: CostScene, people: People): Promise<string> => {
  const batchId = await scene.batch(PUBLISHED);
  for (let index = 0; index < PUBLISHED; index += 1) await scene.finding('draft', { batchId });
  const principal = people.inspection;
  await scene.measure('batches.list', 'one batch', { principal, params: tenant });
  await scene.measure('batches.get', '', { principal, params: { ...tenant, batchId } });
  await scene.measure('batches.publish', '', {
    principal,
    params: { ...tenant, batchId },
    body: { feedbackDate: '2025-03-03' },
  });
  const { handler } = await import('../../functions/jobs/run-job.lambda.ts');
  const item = await scene.item(keys.batch(TENANT, batchId));
  await scene.book.measure('job: publish', 'step, per finding', () => runJob(handler, item), PUBLISHED);
  return batchId;
};

const exportArchive = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.auditor;
  const { id } = await scene.measure<{ id: string }>('archives.export', 'whole unit', {
    principal,
    params: tenant,
    body: { scope: { kind: 'tenant' }, purpose: '2025年度审计调阅' },
  });
  await scene.measure('archives.estimate', 'whole unit', {
    principal,
    params: tenant,
    query: { kind: 'tenant' },
  });
  await scene.measure('archives.cancel', '', { principal, params: { ...tenant, archiveId: id } });
  await scene.measure('archives.get', '', { principal, params: { ...tenant, archiveId: id } });
  const archiveId = await finishedArchive(scene);
  await scene.measure('archives.download', '', { principal, params: { ...tenant, archiveId } });
  const approval = { principal: people.groupAdmin, params: tenant };
  await scene.measure('archives.setApproval', '', { ...approval, body: { approval: 'inspection_office' } });
  const waiting = await scene.call<{ id: string }>('archives.export', {
    principal,
    params: tenant,
    body: { scope: { kind: 'tenant' }, purpose: '2025年度审计调阅' },
  });
  await scene.measure('archives.decide', '', {
    principal: people.inspection,
    params: { ...tenant, archiveId: waiting.id },
    body: { outcome: 'approve' },
  });
  await scene.measure('archives.list', '3 exports', { principal, params: tenant });
  await scene.measure('archives.rebuild', '', {
    principal,
    params: { ...tenant, archiveId: await finishedArchive(scene, { expiresOn: '2025-06-01' }) },
    body: { reason: '2026年度复核' },
  });
  const seal = {
    tenantId: TENANT,
    number: 1,
    at: '2025-03-03T02:00:00.000Z',
    chains: 9,
    changed: 9,
    root: 'r',
    hash: 'h',
  };
  await scene.table.put({
    put: { ...keys.seal(TENANT, 1), kind: 'seal', ...seal, keyFingerprint: 'f', late: 0, conflicts: 0 },
  });
  await scene.measure('seals.list', '1 seal', { principal, params: tenant });
  await scene.measure('seals.get', '', { principal, params: { ...tenant, number: '1' } });
};

/** An export that has been built, with its file in the bucket. */
const finishedArchive = async (scene: CostScene, { expiresOn = '2099-12-31' } = {}): Promise<string> => {
  const id = newId();
  const objectKey = `t/${TENANT}/${id}.zip`;
  await scene.objects.client.send(
    new PutObjectCommand({ Bucket: ARCHIVE_BUCKET, Key: objectKey, Body: 'PK' }),
  );
  const actor = { userId: 'auditor', name: '审计员', membershipId: newId(), tenantId: HQ_TENANT, roles: [] };
  await scene.table.transact([
    createWrite(ARCHIVES, {
      id,
      tenantId: TENANT,
      no: 'BEIHE-A-2025-0002',
      scope: { kind: 'tenant' },
      scopeTitle: '北河采油厂全部巡察反馈问题',
      purpose: '2025年度审计调阅',
      status: 'ready',
      attempt: 1,
      bags: [
        {
          number: 1,
          fileName: 'BEIHE-A-2025-0002-巡察整改档案.zip',
          chunks: [1, 1],
          firstNo: '1',
          lastNo: '9',
          findings: 9,
          files: 20,
          bytes: 1000,
          parts: 3,
          objectKey,
          fingerprint: 'b'.repeat(64),
        },
      ],
      fingerprint: 'b'.repeat(64),
      createdAt: now().toISOString(),
      createdByName: '审计员',
      actor,
      builtAt: now().toISOString(),
      expiresOn,
      version: 1,
    }),
  ]);
  return id;
};

const delegate = async (scene: CostScene): Promise<void> => {
  const people = peopleOf(scene.place, '');
  const principal = { ...people.handler, userId: MEMBER.login, membershipId: MEMBER.id };
  const { items } = await scene.call<{ items: { id: string }[] }>('colleagues.list', { principal });
  // The day of the request or later; 2099 is later for as long as this is of use.
  const days = { validFrom: '2099-01-01', validTo: '2099-01-10' };
  const { id } = await scene.measure<{ id: string }>('delegations.create', '', {
    principal,
    body: { toMembershipId: items[0]?.id, ...days, reason: '外出学习' },
  });
  await scene.measure('delegations.list', 'one delegation', { principal });
  await scene.measure('delegations.revoke', '', { principal, params: { delegationId: id } });
};

const administer = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.groupAdmin;
  await scene.measure('tenants.setPolicy', '', {
    principal,
    params: tenant,
    body: {
      gates: ['application', 'evidence_check', 'consultation', 'party_committee', 'leading_group'],
      limits: { evidence_check: 5, consultation: 5, party_committee: 10, leading_group: 15 },
    },
  });
  const limits = { finding: { unit: 'month', amount: 2 } };
  await scene.measure('limits.get', 'no version yet', { principal, params: tenant });
  await scene.measure('limits.previewAlerts', 'a page of 20 open findings', {
    principal,
    params: tenant,
    body: { alerts: { nearDays: 14, behindPoints: 10 } },
  });
  await scene.measure('limits.preview', 'a page of 50 open findings', {
    principal,
    params: tenant,
    body: { limits },
  });
  await scene.measure('limits.set', '', {
    principal,
    params: tenant,
    ifMatch: 0,
    body: { effectiveFrom: '2099-01-01', limits, reason: '加快整改' },
  });
  const moving = [(await scene.finding('rectifying')).id, (await scene.finding('rectifying')).id];
  await scene.measure('findings.moveLimits', '2 findings', {
    principal,
    params: tenant,
    body: { findingIds: moving, version: 1, reason: '加快整改' },
  });
  const batches = await scene.call<{ readonly items: { readonly id: string }[] }>('batches.list', {
    principal: people.inspection,
    params: tenant,
  });
  await scene.measure('batches.setRetention', '', {
    principal: people.inspection,
    params: { ...tenant, batchId: String(batches.items[0]?.id) },
    body: { retention: 'permanent' },
  });
  await scene.measure('tenants.setRetention', 'of the unit', {
    principal: people.groupAdmin,
    params: tenant,
    body: { retention: 'permanent' },
  });
  await scene.measure('tenants.setRouting', '', {
    principal,
    params: tenant,
    body: { routes: [{ category: '物资采购', departmentId: scene.hqDepartments[0]?.id }] },
  });
  await scene.measure('tenants.setIdentityProvider', 'registered', {
    principal,
    params: tenant,
    body: {
      provider: {
        issuer: 'https://sso.beihe.example.cn',
        audience: 'xuncha',
        clientId: 'xuncha-web',
        scope: 'openid profile',
        loginClaim: 'sub',
      },
    },
  });
  await scene.measure('departments.add', '8 departments', {
    principal: people.unitAdmin,
    params: tenant,
    body: { name: '设备部' },
  });
  const member = {
    name: '周小刚',
    title: '副主任',
    roles: ['handler'],
    departmentId: scene.place.departmentId,
  };
  await scene.measure('members.rounds', 'of a unit', { principal: people.unitAdmin, params: tenant });
  const added = await scene.measure<{ id: string }>('members.add', '31 people', {
    principal: people.unitAdmin,
    params: tenant,
    body: { ...member, login: 'member-99' },
  });
  const params = { ...tenant, membershipId: added.id };
  await scene.measure('members.change', '', {
    principal: people.unitAdmin,
    params,
    body: { ...member, title: '主任' },
  });
  await scene.measure('members.remove', '', {
    principal: people.unitAdmin,
    params,
    body: { reason: '调离。' },
  });
};

const provision = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.groupAdmin;
  const org = scene.departments.map(({ name }) => ({ name }));
  await scene.measure('tenants.provision', '8 departments', {
    principal,
    body: { code: 'danwei99', name: '第九采油厂', org, admin: { login: 'admin99', name: '钱管理' } },
  });
  const { handler } = await import('../../functions/provisioning/provision.lambda.ts');
  const { PROVISIONING_STEPS } = await import('../../functions/provisioning/provisioning-steps.ts');
  await scene.book.measure('provisioning', 'four steps, 8 departments', async () => {
    for (const step of PROVISIONING_STEPS) await handler({ step, tenantId: 'danwei99' });
  });
  const params = { tenantId: 'danwei99' };
  await scene.measure('tenants.suspend', '', { principal, params, body: { reason: '机构合并。' } });
  await scene.measure('tenants.resume', '', { principal, params, body: { reason: '恢复运行。' } });
};

/** Events of one batch of the stream, all of one tenant: the most a mapping hands over at once. */
const BATCH = 100;
const SHARD = 'shardId-00000001758000000000-00000001';

/** Fills the last ledger sheet, so that the next findings begin a new one in a tenant of any size. */
const fillLastSheet = async (scene: CostScene): Promise<void> => {
  const lines = (await readAllSheets(scene.table, TENANT)).length;
  const wanted = [];
  for (let count = lines; count % SHEET_ROWS !== 0; count += 1) wanted.push(await scene.finding('delivered'));
  await projectSheets(scene.table, TENANT, wanted);
};

const project = async (scene: CostScene): Promise<void> => {
  await fillLastSheet(scene);
  const changes = [];
  for (let index = 0; index < BATCH; index += 1) {
    const after = await scene.finding('delivered');
    changes.push({ before: { ...after, version: 0, state: 'draft' as const }, after });
  }
  const handler = createProjections({ table: scene.table, hqTenant: HQ_TENANT, now });
  const records = streamRecords(
    changes.map(({ before, after }) => ({ before: findingToItem(before), after: findingToItem(after) })),
  );
  const whole = () => handler({ Records: records, shardId: SHARD });
  await scene.book.measure('projections', 'batch of 100 deliveries', whole);
  const fresh = await scene.finding('delivered');
  const before = findingToItem({ ...fresh, version: 0, state: 'draft' });
  const one = streamRecords([{ before, after: findingToItem(fresh) }], BATCH + 1);
  await scene.book.measure('projections', 'batch of one delivery', () =>
    handler({ Records: one, shardId: SHARD }),
  );
  const { pk, sk } = keys.findingBody(TENANT, fresh.id);
  const body = { pk, sk, kind: 'body', text: '存在化整为零、规避招标的问题。' };
  await scene.table.put({ put: body });
  const wording = streamRecords([{ after: body }], BATCH + 2);
  await scene.book.measure('projections', 'one wording', () => handler({ Records: wording, shardId: SHARD }));
};
