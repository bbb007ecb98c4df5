import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type Actor,
  acknowledge,
  addMeasure,
  answerObjection,
  applyForCloseout,
  DEFAULT_POLICY,
  type DecisionInput,
  deliver,
  type Evidence,
  type Finding,
  type FindingChange,
  objectTo,
  openGate,
  type Role,
  registerEvidence,
  reopen,
  reportProgress,
  SYSTEM_ACTOR,
  splitFinding,
  startRectification,
  systemScope,
  verifyEvidence,
  withdrawDraft,
  withdrawEvidence,
} from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  type CommandInput,
  createWrite,
  executeOnFinding,
  keys,
  loadFinding,
  MEETINGS,
  newId,
  planChange,
  planTenantEvent,
  type Table,
} from '@xuncha/store';
import { deciding } from '../api/closeouts/decide.ts';
import { freezing } from '../closeout/open-gate.ts';

const AT = '2025-03-03T02:00:00.000Z';
const TODAY = '2025-03-03';
const ROUND = '2024年第二轮';

const personOfUnit = (tenantId: string, role: Role, name: string): Actor => ({
  userId: `${tenantId}-${role}`,
  name,
  membershipId: `${tenantId}-${role}`,
  tenantId,
  roles: [role],
  ...(role === 'functional_dept' ? { departmentId: 'hq-finance' } : {}),
});

export interface SceneEngines {
  readonly table: Table;
  readonly s3: S3Client;
  readonly vaultBucket: string;
  readonly hqTenant: string;
}

/** A unit with a published batch, made by the product's own rules, its evidence in the embedded vault. */
export class ArchiveScene {
  readonly #engines: SceneEngines;
  readonly tenantId: string;

  constructor(engines: SceneEngines, tenantId: string) {
    this.#engines = engines;
    this.tenantId = tenantId;
  }

  get #table(): Table {
    return this.#engines.table;
  }

  async createTenant(name: string, kind: 'group' | 'subsidiary' = 'subsidiary'): Promise<void> {
    const head = {
      tenantId: this.tenantId,
      name,
      kind,
      status: 'active' as const,
      policy: DEFAULT_POLICY,
      routing: {},
      createdAt: AT,
      updatedAt: AT,
      version: 0,
      auditSeq: 0,
      auditHash: '',
    };
    const event = { type: 'tenant.activated', data: { name } };
    const plan = planTenantEvent(head, head, event, { actor: SYSTEM_ACTOR('provisioning'), at: AT });
    await this.#table.transact(plan.writes);
  }

  async createMeeting(): Promise<string> {
    const id = newId();
    const meeting = {
      id,
      tenantId: this.#engines.hqTenant,
      title: '巡察工作领导小组第三次会议',
      date: '2025-03-01',
      attendees: ['组长甲', '副组长乙'],
      minutesNo: '〔2025〕3号',
      createdAt: AT,
      createdByName: '领导小组办公室',
      decided: 0,
      version: 1,
    };
    await this.#table.transact([createWrite(MEETINGS, meeting)]);
    return id;
  }

  async createBatch(
    status: Batch['status'],
    findings: number,
    createdAt = AT,
    facts: Partial<Pick<Batch, 'round' | 'feedbackDate'>> = {},
  ): Promise<string> {
    const id = newId();
    const batch: Batch = {
      id,
      tenantId: this.tenantId,
      round: ROUND,
      title: `第${findings}号反馈`,
      status,
      findings,
      delivered: status === 'published' ? findings : 0,
      createdAt,
      createdByName: '巡察办',
      version: 1,
      ...facts,
    };
    await this.#table.transact([createWrite(BATCHES, batch)]);
    return id;
  }

  /** A draft in its batch. */
  async draft(batchId: string, order: number, text: string): Promise<string> {
    const id = newId();
    const finding: Finding = {
      tenantId: this.tenantId,
      id,
      batchId,
      round: ROUND,
      no: String(order),
      title: text.slice(0, 40),
      termClass: 'time_limited',
      state: 'draft',
      responsibility: {
        principalName: '党委书记甲',
        leaderName: '分管领导乙',
        departmentId: 'd1',
        departmentName: '财务部',
        supportingDepartments: [],
        handlerName: '经办人丙',
      },
      measureCount: 0,
      measureDone: 0,
      progress: 0,
      caseIds: [],
      parents: [],
      children: [],
      createdAt: AT,
      updatedAt: AT,
      version: 0,
      auditSeq: 0,
      auditHash: '',
    };
    const change: FindingChange = {
      finding,
      body: { text },
      event: { type: 'finding.imported', data: { no: finding.no, text } },
    };
    const plan = planChange(undefined, change, { actor: SYSTEM_ACTOR('jobs'), at: AT });
    const pointer = { ...keys.batchFinding(this.tenantId, batchId, order, id), kind: 'batch_finding', id };
    await this.#table.transact([...plan.writes, { put: pointer }]);
    return id;
  }

  async delivered(batchId: string, order: number, text: string): Promise<string> {
    const id = await this.draft(batchId, order, text);
    await this.run(id, (aggregate) => deliver(aggregate, '2025-01-06'));
    return id;
  }

  /** Under rectification with one measure. */
  async rectifying(batchId: string, order: number, text: string): Promise<string> {
    const id = await this.delivered(batchId, order, text);
    await this.run(id, acknowledge);
    await this.run(id, (aggregate) =>
      addMeasure(aggregate, `${id.slice(0, 20)}measure`, {
        text: '完善资金支付审批流程',
        departmentName: '财务部',
        supportingDepartments: [],
        handlerName: '经办人丙',
        term: { kind: 'date', date: '2025-03-31' },
      }),
    );
    await this.run(id, startRectification);
    return id;
  }

  /** A verified file of the finding's measure, or minutes of its running case; its bytes lie in the vault. */
  async file(
    findingId: string,
    fileName: string,
    content: Uint8Array | string,
    minutesOf?: string,
  ): Promise<Evidence> {
    const bytes = Buffer.from(content);
    const id = newId();
    const vaultKey = `t/${this.tenantId}/evidence/${id}`;
    await this.#engines.s3.send(
      new PutObjectCommand({
        Bucket: this.#engines.vaultBucket,
        Key: vaultKey,
        Body: bytes,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const evidence: Evidence = {
      id,
      fileName,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      contentType: 'application/octet-stream',
      source: '财务部',
      formedOn: '2025-02-20',
      uploadedBy: `${this.tenantId}-handler`,
      uploadedByName: '经办人丙',
      registeredAt: AT,
      status: 'registered',
      ...(minutesOf
        ? { purpose: 'minutes', caseId: minutesOf }
        : { purpose: 'measure', measureId: `${findingId.slice(0, 20)}measure` }),
    };
    await this.run(findingId, (aggregate) => registerEvidence(aggregate, evidence, TODAY));
    await this.run(findingId, (aggregate) => verifyEvidence(aggregate, id, { vaultKey }, AT));
    return evidence;
  }

  async withdrawFile(findingId: string, evidenceId: string): Promise<void> {
    await this.run(findingId, (aggregate) => withdrawEvidence(aggregate, evidenceId, '传错文件'));
  }

  /** All measures done, applied for, decided at every gate. */
  async close(findingId: string, meetingId: string): Promise<string> {
    const head = personOfUnit(this.tenantId, 'department_head', '财务部主任丁');
    const measureId = `${findingId.slice(0, 20)}measure`;
    await this.run(findingId, (aggregate) =>
      reportProgress(aggregate, measureId, { progress: 100, result: '流程已修订' }, head, AT),
    );
    const caseId = newId();
    const application = {
      caseId,
      result: '已完成整改',
      similarCheck: '排查同类问题3项',
      newRules: ['资金办法'],
    };
    await this.run(
      findingId,
      (aggregate) => applyForCloseout(aggregate, application, DEFAULT_POLICY, head, AT),
      head,
    );
    const ticks = await this.#ticks(findingId);
    await this.decide(findingId, 'rectification_office', '整改办戊', { ticks });
    await this.decide(findingId, 'functional_dept', '集团财务己', { opinion: '同意，资料齐全' });
    const minutes = await this.file(findingId, '党委会纪要.pdf', `%PDF-1.4 ${caseId}`, caseId);
    const meeting = {
      date: '2025-02-28',
      agendaItem: '审议巡察整改验收',
      attendees: ['党委书记甲', '纪委书记庚'],
      resolution: '同意上报',
      minutesId: minutes.id,
    };
    await this.decide(findingId, 'party_secretary', '党委副书记辛', { meeting }, '党委书记甲');
    await this.decide(findingId, 'leading_group', '领导小组壬', { meetingId });
    return caseId;
  }

  /** Opens the gate the case stands at and approves there, for an absent person if one is named. */
  async decide(
    findingId: string,
    role: Role,
    name: string,
    extra: Partial<DecisionInput>,
    absent?: string,
  ): Promise<void> {
    const opened = await this.load(findingId);
    const caseId = opened.finding.closing?.caseId ?? '';
    await this.#execute(findingId, {
      actor: SYSTEM_ACTOR('closeout'),
      at: AT,
      decide: (aggregate) => openGate(aggregate, caseId, AT, TODAY),
      beside: (before, after) => freezing(before, after, caseId),
    });
    const { closing } = (await this.load(findingId)).finding;
    if (!closing) throw new Error('no case runs');
    const { gate, visit, snapshotHash } = closing;
    const home =
      role === 'functional_dept' || role === 'leading_group' ? this.#engines.hqTenant : this.tenantId;
    const actor: Actor = {
      ...personOfUnit(home, role, name),
      ...(absent ? { onBehalfOf: { userId: 'absent', name: absent, delegationId: newId() } } : {}),
    };
    const input: DecisionInput = { caseId, gate, visit, snapshotHash, outcome: 'approve', ...extra };
    const context = { actor, at: AT, today: TODAY, hqTenant: this.#engines.hqTenant };
    const rule = deciding(this.#table, systemScope('archive', this.tenantId), input, context);
    await this.#execute(findingId, { actor, at: AT, ...rule });
  }

  async reopen(findingId: string): Promise<void> {
    await this.run(findingId, (aggregate) => reopen(aggregate, '出现反弹'));
  }

  /** Taken out because the unit's objection was accepted. */
  async takenOut(findingId: string): Promise<void> {
    const actor = SYSTEM_ACTOR('jobs');
    await this.run(findingId, (aggregate) => objectTo(aggregate, '事实有出入', actor, AT));
    const answer = { outcome: 'accepted', reason: '属实' } as const;
    await this.run(findingId, (aggregate) => answerObjection(aggregate, answer, actor, AT));
  }

  async undone(findingId: string): Promise<void> {
    await this.run(findingId, (aggregate) => withdrawDraft(aggregate, '导入有误'));
  }

  /** Splits in two; the parts stand in the batch behind everything else. */
  async split(findingId: string): Promise<string[]> {
    const aggregate = await this.load(findingId);
    const parts = ['甲', '乙'].map((name) => ({
      id: newId(),
      title: `部分${name}`,
      text: `部分${name}全文`,
    }));
    const change = splitFinding(aggregate, parts, '一并反馈的两件事', AT);
    if (!change.ok) throw new Error(change.error.message);
    const context = { actor: SYSTEM_ACTOR('jobs'), at: AT };
    const writes = [
      ...change.value.ended.flatMap((one) => planChange(aggregate.finding, one, context).writes),
      ...change.value.created.flatMap((one) => planChange(undefined, one, context).writes),
      ...parts.map(({ id }, index) => ({
        put: {
          ...keys.batchFinding(this.tenantId, aggregate.finding.batchId, 1_000_000 + index, id),
          kind: 'batch_finding',
          id,
        },
      })),
    ];
    await this.#table.transact(writes);
    return parts.map(({ id }) => id);
  }

  async load(findingId: string) {
    const aggregate = await loadFinding(this.#table, systemScope('archive', this.tenantId), findingId);
    if (!aggregate) throw new Error(`finding ${findingId} does not exist`);
    return aggregate;
  }

  /** Carries out a rule of the domain; a refusal fails the test. */
  async run(
    findingId: string,
    decide: CommandInput['decide'],
    actor: Actor = SYSTEM_ACTOR('jobs'),
  ): Promise<void> {
    await this.#execute(findingId, { actor, at: AT, decide });
  }

  async #execute(findingId: string, command: Omit<CommandInput, 'answer'>): Promise<void> {
    const outcome = await executeOnFinding(this.#table, systemScope('archive', this.tenantId), findingId, {
      ...command,
      answer: () => ({ status: 200, body: null }),
    });
    if (outcome.kind === 'done') return;
    throw new Error(outcome.kind === 'refused' ? outcome.error.message : outcome.kind);
  }

  async #ticks(findingId: string): Promise<DecisionInput['ticks']> {
    const { evidence } = await this.load(findingId);
    return evidence
      .filter((item) => item.purpose === 'measure' && item.status === 'verified')
      .map((item) => ({ evidenceId: item.id, verdict: 'sufficient' as const }));
  }
}
