import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  type Actor,
  askForHelp,
  assignTo,
  type DutyContent,
  draftNotice,
  dutiesOnFeedback,
  type Finding,
  fileUnitMeeting,
  freezePlan,
  issueOrder,
  type MatterAggregate,
  type MatterChange,
  type OrderContent,
  ok,
  openPlan,
  type PlanContent,
  planHash,
  planTalk,
  type Result,
  type Role,
  recordUnitMeeting,
  registerMatterFile,
  replyToOrder,
  reportNumbers,
  SIGNED_REPORT,
  settleMatterFile,
  submitPlan,
  submitReport,
  suspectRecurrence,
  systemScope,
  type UnitMeetingContent,
  writeReport,
} from '@xuncha/domain';
import { createMatter, executeOnMatter, newId } from '@xuncha/store';
import { versionPart } from '../api/plans/frozen-version.ts';
import type { SceneEngines } from './archive-scene.fixture.ts';

const AT = '2025-03-03T02:00:00.000Z';
const TODAY = '2025-03-03';
const MOMENT = { today: TODAY, ruleSets: [] };
const ANSWER = { status: 200, body: null };

/** What a round is to its matters. */
interface Round {
  readonly batchId?: string;
  readonly round?: string;
}

/** Matters of a unit, made by the product's own rules, their files in the embedded vault. */
export class MatterScene {
  readonly #engines: SceneEngines;
  readonly tenantId: string;

  constructor(engines: SceneEngines, tenantId: string) {
    this.#engines = engines;
    this.tenantId = tenantId;
  }

  actor(role: Role, name: string): Actor {
    const id = `${this.tenantId}-${role}`;
    return { userId: id, name, membershipId: id, tenantId: this.tenantId, roles: [role] };
  }

  get #scope() {
    return systemScope('jobs', this.tenantId);
  }

  async make<C>(change: Result<MatterChange<C>>, actor = this.actor('rectification_office', '整改办戊')) {
    const command = { actor, at: AT, answer: () => ANSWER };
    const outcome = await createMatter(this.#engines.table, this.#scope, () => change, command);
    if (outcome.kind === 'refused') throw new Error(outcome.error.message);
    if (!change.ok) throw new Error(change.error.message);
    return change.value.matter.id;
  }

  async step<C>(
    id: string,
    decide: (aggregate: MatterAggregate<C>) => Result<MatterChange<C>>,
    actor = this.actor('rectification_office', '整改办戊'),
  ): Promise<void> {
    const command = { actor, at: AT, answer: () => ANSWER };
    const outcome = await executeOnMatter<C>(this.#engines.table, this.#scope, { id }, decide, command);
    if (outcome.kind === 'done') return;
    throw new Error(outcome.kind === 'refused' ? outcome.error.message : outcome.kind);
  }

  /** A checked file of the matter; its bytes lie in the vault. */
  async file(id: string, purpose: string, fileName: string, content: string): Promise<string> {
    const bytes = Buffer.from(content);
    const fileId = newId();
    const vaultKey = `t/${this.tenantId}/evidence/${fileId}`;
    const { s3, vaultBucket: Bucket } = this.#engines;
    await s3.send(new PutObjectCommand({ Bucket, Key: vaultKey, Body: bytes, ChecksumAlgorithm: 'SHA256' }));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = {
      id: fileId,
      purpose,
      fileName,
      size: bytes.length,
      sha256,
      contentType: 'application/pdf',
      uploadedBy: 'u1',
      uploadedByName: '经办人丙',
      registeredAt: AT,
      status: 'registered' as const,
    };
    await this.step(id, (aggregate) => registerMatterFile(aggregate, file, TODAY));
    const observed = { size: bytes.length, sha256, type: 'application/pdf', script: false };
    await this.step(id, (aggregate) => settleMatterFile(aggregate, fileId, observed, { vaultKey }, AT));
    return fileId;
  }

  /** An order with a reply and its paper. */
  async order(
    findingIds: readonly string[],
    of: Round,
    requirement = '请说明未按期完成的原因',
  ): Promise<string> {
    const draft = {
      tenantId: this.tenantId,
      id: newId(),
      title: `督办：${requirement}`,
      trigger: { rule: 'manual', why: '人工下发', cause: 'x', level: 'yellow' },
      issuer: 'unit',
      requirement,
      to: { departmentId: 'd1', departmentName: '财务部' },
      startRung: 'department',
      findingIds,
      ...of,
    } as const;
    const id = await this.make(issueOrder(draft, MOMENT, this.actor('rectification_office', '整改办戊'), AT));
    const fileId = await this.file(id, 'reply', '督办回复.pdf', `%PDF-1.4 ${id}`);
    const head = this.actor('department_head', '财务部主任丁');
    await this.step<OrderContent>(
      id,
      (aggregate) => replyToOrder(aggregate, { text: '已补充审批记录', fileIds: [fileId] }, head, AT),
      head,
    );
    return id;
  }

  /** One of each kind in a round that has a finding; reports and plan as publication makes them. */
  async everyKind(finding: Finding): Promise<void> {
    const { tenantId } = this;
    const { id: findingId, batchId, round, no, title } = finding;
    const of = { batchId, round };
    const office = this.actor('rectification_office', '整改办戊');
    const to = { departmentId: 'd1', departmentName: '财务部' };
    await this.order([findingId], of);
    await this.make(
      planTalk(
        {
          tenantId,
          id: newId(),
          host: 'unit',
          reason: '督办逾期未回复',
          talkers: ['纪委书记庚'],
          talkedTo: { name: '财务部主任丁', post: '主任' },
          with: 'department',
          date: TODAY,
          to,
          findingIds: [findingId],
          ...of,
        },
        office,
        AT,
      ),
    );
    const meeting = await this.make(
      recordUnitMeeting(
        {
          tenantId,
          id: newId(),
          title: '整改推进协调会',
          type: 'coordination',
          host: 'unit',
          date: TODAY,
          attendees: ['党委书记甲'],
          agenda: [{ title: '研究资金支付审批', findingIds: [findingId] }],
          conclusions: '按期完成',
          actionIds: [],
          openBefore: [],
          departmentIds: [],
          actionLinks: 0,
          ...of,
        },
        TODAY,
        office,
        AT,
      ),
    );
    await this.file(meeting, 'minutes', '协调会纪要.pdf', '%PDF-1.4 minutes');
    await this.step<UnitMeetingContent>(meeting, fileUnitMeeting);
    for (const kind of ['action', 'instruction'] as const)
      await this.make(
        assignTo(
          {
            tenantId,
            id: newId(),
            kind,
            what: `${kind === 'action' ? '修订资金办法' : '一周内报告进展'}`,
            from: '整改推进协调会',
            date: TODAY,
            to,
            due: '2025-03-31',
            findingIds: [findingId],
            ...of,
          },
          office,
          AT,
        ),
      );
    for (const kind of ['help', 'guidance'] as const)
      await this.make(
        askForHelp(
          finding,
          { kind, id: newId(), target: { kind: 'office', name: '整改办' }, question: '口径如何把握' },
          MOMENT,
          this.actor('handler', '经办人丙'),
          AT,
        ),
      );
    await this.make(
      ok(
        suspectRecurrence(
          {
            id: newId(),
            finding,
            text: title,
            node: '资金管理',
            match: { earlier: { id: newId(), no, title, text: title, closedOn: '2024-06-01' }, likeness: 90 },
            settings: { recurrenceMonths: 24, likeness: 80 },
            on: TODAY,
          },
          office,
          AT,
        ),
      ),
    );
    await this.make(
      draftNotice(
        {
          tenantId,
          id: newId(),
          batch: { id: batchId, title, round },
          audience: 'internal',
          title: '整改情况内部公开',
          actor: office,
          at: AT,
        },
        [],
      ),
    );
    await this.#duty(batchId, round);
    await this.#plan(batchId, round);
  }

  /** The first report handed in with its signed paper, the others drafts. */
  async #duty(batchId: string, round: string): Promise<void> {
    const office = this.actor('rectification_office', '整改办戊');
    const origin = {
      tenantId: this.tenantId,
      batch: { id: batchId, title: '第一批反馈', round },
      feedbackDate: '2025-01-06',
      idOf: () => newId(),
      ruleSets: [],
      by: office,
      at: AT,
    };
    const [first, second] = dutiesOnFeedback(origin, TODAY);
    if (!first || !second) throw new Error('publication makes several reports');
    const handedIn = await this.make(ok(first));
    await this.step<DutyContent>(handedIn, (aggregate) =>
      writeReport(aggregate, { free: { overview: '党委专题研究整改工作' } }),
    );
    await this.file(handedIn, SIGNED_REPORT, '整改情况报告（签字）.pdf', '%PDF-1.4 report');
    const basis = { numbers: reportNumbers([]), lines: [], asOf: TODAY };
    await this.step<DutyContent>(handedIn, (aggregate) =>
      submitReport(aggregate, office, { at: AT, today: TODAY, basis }),
    );
    const draft = await this.make(ok(second));
    await this.step<DutyContent>(draft, (aggregate) =>
      writeReport(aggregate, { free: { leadership: DRAFT } }),
    );
  }

  async #plan(batchId: string, round: string): Promise<void> {
    const office = this.actor('rectification_office', '整改办戊');
    const opened = { tenantId: this.tenantId, planId: newId(), batchId, round, feedbackDate: '2025-01-06' };
    const id = await this.make(ok(openPlan(opened, [], office, AT)));
    await this.step<PlanContent>(id, (aggregate) => {
      const { number } = aggregate.matter.content;
      const words = { number, goals: '全面整改到位', organisation: '成立领导小组' };
      const version = freezePlan({ ...words, submittedAt: AT, submittedByName: office.name }, []);
      const hash = planHash(version);
      const submitted = submitPlan(aggregate, { hash, findings: 0, measures: 0 }, office, AT);
      return submitted.ok ? ok({ ...submitted.value, parts: [versionPart(version, hash)] }) : submitted;
    });
  }
}

/** Written into a report that was not handed in: HQ must not read it (H01). */
export const DRAFT = '草稿里的个人看法';
