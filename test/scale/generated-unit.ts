import { createCipheriv, createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type Actor,
  applyForCloseout,
  DEFAULT_POLICY,
  type DecisionInput,
  decideGate,
  type Evidence,
  type FindingAggregate,
  type FindingChange,
  openGate,
  type Result,
  registerEvidence,
  SYSTEM_ACTOR,
  snapshotHash,
  snapshotOf,
  systemScope,
  verifyEvidence,
} from '@xuncha/domain';
import {
  BATCHES,
  createWrite,
  keys,
  MEETINGS,
  newId,
  nextCloseoutNumber,
  type PutWrite,
  planChange,
  snapshotWrite,
  type Table,
  type Write,
} from '@xuncha/store';
import {
  AT,
  after,
  allowed,
  approval,
  DECIDERS,
  evidenceFixture,
  PEOPLE,
  TODAY,
} from '../../packages/domain/src/closeout/case-fixture.ts';
import { seedAggregate } from '../engine/seed-finding.ts';

/**
 * A unit's findings with their files, made by the product's rules in memory and written as they end, each in one
 * transaction: what people enter in years would take the API hours. Chains, snapshots, numbers and decisions are those
 * the API would have made; only the states in between were never in the table. Files are put into the vault under
 * their SHA-256, which S3 checks, past intake and upload check.
 */

export interface UnitSize {
  readonly findings: number;
  readonly filesPerFinding: number;
  /** One file in this many is `largeBytes` long: a scan or a video; the others `smallBytes` on average. */
  readonly largeEvery: number;
  readonly largeBytes: number;
  readonly smallBytes: number;
}

export interface UnitEngines {
  readonly table: Table;
  readonly s3: S3Client;
  readonly vaultBucket: string;
  readonly hqTenant: string;
}

export interface GeneratedUnit {
  readonly tenantId: string;
  readonly findings: number;
  readonly closed: number;
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 of every file, hex. */
  readonly contents: readonly string[];
}

/** Names as offices give them: blanks, full-width signs, rare characters, the same name again and again. */
const FILE_NAMES = [
  '会议纪要.pdf',
  '会议纪要.pdf',
  '整改佐证（盖章版） 最终.pdf',
  '付款凭证 2024.12.31 （复印件）.jpg',
  '㙍𠮷镇合同：补充协议〔2024〕3号.docx',
  '《采购管理办法》修订对照表——第二稿.xlsx',
  'CON.txt',
  '照片①.png',
  '说明...txt',
  '公示截图%20(1).png',
];

/** Bytes that no two files share and nothing compresses, at the speed of AES. */
const noise = (seed: string, size: number): Buffer => {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16)).update(Buffer.alloc(size));
};

/** From half to one and a half of the average, the same on every run. */
const sizeOf = (index: number, { largeEvery, largeBytes, smallBytes }: UnitSize): number => {
  const share = 0.5 + ((index * 7919) % 1000) / 1000;
  return Math.floor(share * (index % largeEvery === 0 ? largeBytes : smallBytes));
};

/** One finding while its rules are carried out in memory. */
class FindingHistory {
  readonly #puts = new Map<string, PutWrite>();
  aggregate: FindingAggregate;

  constructor(start: FindingAggregate) {
    this.aggregate = { ...start, evidence: [] };
    const { finding, body, measures } = start;
    const event = { type: 'finding.imported', data: { text: body.text } } as const;
    this.#commit(undefined, { finding, body, measures, event }, SYSTEM_ACTOR('jobs'));
  }

  run(rule: (aggregate: FindingAggregate) => Result<FindingChange>, actor: Actor): void {
    this.#commit(this.aggregate.finding, allowed(rule(this.aggregate)), actor);
  }

  /** The items as they stand in the end. */
  get writes(): readonly Write[] {
    return [...this.#puts.values()];
  }

  #commit(before: FindingAggregate['finding'] | undefined, change: FindingChange, actor: Actor): void {
    const plan = planChange(before, change, { actor, at: AT });
    for (const write of plan.writes)
      if ('put' in write) this.#puts.set(`${write.put.pk} ${write.put.sk}`, { put: write.put });
    this.aggregate = after(this.aggregate, change);
    this.aggregate = { ...this.aggregate, finding: plan.finding };
  }
}

class UnitGenerator {
  readonly #engines: UnitEngines;
  readonly #tenantId: string;
  readonly #size: UnitSize;
  readonly #contents: string[] = [];
  #bytes = 0;

  constructor(engines: UnitEngines, tenantId: string, size: UnitSize) {
    this.#engines = engines;
    this.#tenantId = tenantId;
    this.#size = size;
  }

  async generate(): Promise<GeneratedUnit> {
    const { findings } = this.#size;
    const closed = Math.floor(findings / 2);
    const meetingId = await this.#meeting();
    const rounds = [
      { round: '2023年第一轮', count: closed, meetingId },
      { round: '2024年第二轮', count: findings - closed, meetingId: undefined },
    ];
    for (const one of rounds) {
      const batchId = await this.#batch(one.round, one.count);
      for (let no = 1; no <= one.count; no += 1)
        await this.#finding({ batchId, no, round: one.round, meetingId: one.meetingId });
    }
    return {
      tenantId: this.#tenantId,
      findings,
      closed,
      files: this.#contents.length,
      bytes: this.#bytes,
      contents: this.#contents,
    };
  }

  async #meeting(): Promise<string> {
    const meeting = {
      id: newId(),
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
    await this.#engines.table.transact([createWrite(MEETINGS, meeting)]);
    return meeting.id;
  }

  async #batch(round: string, findings: number): Promise<string> {
    const id = newId();
    const batch = {
      id,
      tenantId: this.#tenantId,
      round,
      title: `${round}反馈问题`,
      status: 'published' as const,
      findings,
      delivered: findings,
      createdAt: AT,
      createdByName: '巡察办',
      version: 1,
    };
    await this.#engines.table.transact([createWrite(BATCHES, batch)]);
    return id;
  }

  async #finding(place: {
    readonly batchId: string;
    readonly no: number;
    readonly round: string;
    readonly meetingId: string | undefined;
  }): Promise<void> {
    const { batchId, no, round, meetingId } = place;
    const tenantId = this.#tenantId;
    const text = `第${no}个问题：物资采购“先实施、后签约”，部分合同未经会签（${round}）。`;
    const over = { tenantId, batchId, round, no: String(no), title: text.slice(0, 40) };
    const history = new FindingHistory(
      seedAggregate(over, { body: { text, goal: '规范采购' }, evidence: [] }),
    );
    // Minutes of a closed finding are one of its files.
    const own = this.#size.filesPerFinding - (meetingId ? 1 : 0);
    const measureId = history.aggregate.measures[0]?.id;
    await Promise.all(
      Array.from({ length: own }, () => this.#file(history, { purpose: 'measure', measureId })),
    );
    const beside = meetingId ? await this.#close(history, meetingId) : [];
    const { id } = history.aggregate.finding;
    const pointer = { ...keys.batchFinding(tenantId, batchId, no, id), kind: 'batch_finding', id };
    await this.#engines.table.transact([...history.writes, ...beside, { put: pointer }]);
  }

  /** Registered, put into the vault and verified. */
  async #file(
    history: FindingHistory,
    belongs: Pick<Evidence, 'purpose' | 'measureId' | 'caseId'>,
  ): Promise<string> {
    const index = this.#contents.length;
    const bytes = noise(`${this.#tenantId}/${index}`, sizeOf(index, this.#size));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#contents.push(sha256);
    this.#bytes += bytes.length;
    const vaultKey = `t/${this.#tenantId}/evidence/${sha256}`;
    const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
    const { vaultBucket: Bucket, s3 } = this.#engines;
    await s3.send(new PutObjectCommand({ Bucket, Key: vaultKey, Body: bytes, ChecksumSHA256 }));
    const id = newId();
    const { vaultKey: _place, measureId: _measure, ...fixture } = evidenceFixture({ status: 'registered' });
    const fileName = FILE_NAMES[index % FILE_NAMES.length] ?? '材料.pdf';
    const draft: Evidence = { ...fixture, ...belongs, id, fileName, size: bytes.length, sha256 };
    history.run((aggregate) => registerEvidence(aggregate, draft, TODAY), SYSTEM_ACTOR('jobs'));
    history.run((aggregate) => verifyEvidence(aggregate, id, { vaultKey }, AT), SYSTEM_ACTOR('jobs'));
    return id;
  }

  /** Applied for and approved at every gate; answers what the last decision writes beside the finding. */
  async #close(history: FindingHistory, meetingId: string): Promise<readonly Write[]> {
    const { hqTenant, table } = this.#engines;
    const caseId = newId();
    const number = await nextCloseoutNumber(table, systemScope('archive', this.#tenantId), TODAY);
    const application = {
      caseId,
      result: '已完成整改',
      similarCheck: '排查同类问题3项',
      newRules: ['采购管理办法'],
    };
    const head = { ...PEOPLE.head, tenantId: this.#tenantId };
    history.run((aggregate) => applyForCloseout(aggregate, application, DEFAULT_POLICY, head, AT), head);
    const minutesId = await this.#file(history, { purpose: 'minutes', caseId });
    const ticks = history.aggregate.evidence
      .filter(({ purpose }) => purpose === 'measure')
      .map(({ id }) => ({ evidenceId: id, verdict: 'sufficient' as const }));
    const meeting = {
      date: '2025-03-01',
      agendaItem: '审议巡察整改验收',
      attendees: ['党委书记甲', '纪委书记庚'],
      resolution: '同意上报',
      minutesId,
    };
    const content: Readonly<Record<string, Partial<DecisionInput>>> = {
      evidence_check: { ticks },
      party_committee: { meeting },
      leading_group: { meetingId },
    };
    let decided = history.aggregate;
    while (history.aggregate.finding.closing) {
      const { gate } = history.aggregate.finding.closing;
      if (gate === 'application') throw new Error('the application is decided by applying');
      const atHq = gate === 'consultation' || gate === 'leading_group';
      const actor = { ...DECIDERS[gate], tenantId: atHq ? hqTenant : this.#tenantId };
      const context = { actor, at: AT, today: TODAY, closeoutNo: number.closeoutNo };
      history.run((aggregate) => openGate(aggregate, caseId, AT, TODAY), SYSTEM_ACTOR('gates'));
      decided = history.aggregate;
      const input = approval(decided, content[gate]);
      history.run((aggregate) => decideGate(aggregate, input, context), actor);
    }
    const decidedCase = decided.cases.find(({ id }) => id === caseId);
    if (!decidedCase) throw new Error('a decided case is among those of its finding');
    const snapshot = snapshotOf(decided, decidedCase.application);
    return [number.write, snapshotWrite(decided.finding, caseId, { hash: snapshotHash(snapshot), snapshot })];
  }
}

export const generateUnit = (
  engines: UnitEngines,
  tenantId: string,
  size: UnitSize,
): Promise<GeneratedUnit> => new UnitGenerator(engines, tenantId, size).generate();
