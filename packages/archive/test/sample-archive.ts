import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@xuncha/domain/audit/index';
import { appendEvent, hashCanonical } from '@xuncha/domain/audit/index';
import { onTestFinished } from 'vitest';
import type { ArchiveSeals } from '../src/archive-format.ts';
import { unitOf } from '../src/compose/archive-source.ts';
import { CentralDirectory } from '../src/compose/central-directory.ts';
import { RunWriter } from '../src/compose/run-writer.ts';
import { type ClosedBag, closeBag, factsOf } from '../src/layout/bag-files.ts';
import type { ExportStamp } from '../src/layout/export-stamp.ts';
import {
  BAG_FOLDER,
  type FindingContent,
  type GeneratedFile,
  layFinding,
} from '../src/layout/finding-layout.ts';
import { layMatter, type MatterContent } from '../src/layout/matter-layout.ts';

export interface SampleEvidence {
  readonly id: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly content: Buffer;
}

export interface SampleFinding extends FindingContent {
  readonly evidence: readonly SampleEvidence[];
}

export const STAMP: ExportStamp = {
  exportNo: 'DA-2024-000012',
  exportedAt: '2024-12-31T01:02:03.000Z',
  exportedBy: { userId: 'u9', name: '审计员丁', unit: '集团审计部' },
  classification: '内部',
  organisation: '示例能源有限公司',
  scope: '2024年第一轮全部问题',
};

export function evidence(id: string, fileName: string, content: string | Uint8Array): SampleEvidence {
  const bytes = Buffer.from(content);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id, fileName, size: bytes.length, sha256, content: bytes };
}

/** A closed finding whose trail names the hash of its snapshot. */
export function closedFinding(no: string, files: readonly SampleEvidence[]): SampleFinding {
  const snapshot = {
    finding: { no, text: '招标程序不规范' },
    evidence: files.map(({ id, fileName, sha256, size }) => ({ id, fileName, sha256, size })),
  };
  const snapshotHash = hashCanonical(snapshot);
  const streamId = `finding/${no}`;
  const actor = { userId: 'u1', name: '经办人甲', membershipId: 'm1', tenantId: 'acme' };
  const steps = ['finding.created', 'measure.done', 'case.applied', 'case.decided', 'case.closed'];
  const events: AuditEvent[] = [];
  for (const type of steps) {
    const data = type.startsWith('case.') ? { snapshotHash } : { note: type };
    const at = '2024-12-30T00:00:00.000Z';
    events.push(appendEvent(events.at(-1), { tenantId: 'acme', streamId, at, type, actor, data }));
  }
  const last = events.at(-1);
  if (!last) throw new Error('trail is empty');
  return {
    id: `id-${no}`,
    no,
    title: '招标程序不规范，个别项目未按规定公开招标',
    round: '2024年第一轮',
    closeoutNo: 'ACME-2024-0001',
    snapshot,
    snapshotHash,
    frozen: true,
    approvals: [
      {
        at: '2024-12-30T00:00:00.000Z',
        gate: 'leading_group',
        gateTitle: '领导小组销号',
        outcome: 'approve',
        outcomeTitle: '同意销号',
        by: { userId: 'u7', name: '办公室乙', unit: '集团' },
        onBehalfOf: { userId: 'u8', name: '主任丙' },
        opinion: '=HYPERLINK("http://example.invalid")',
        meeting: { date: '2024-12-30', attendees: ['乙', '丙'], resolution: '同意' },
        snapshotHash,
      },
    ],
    audit: { tenantId: 'acme', streamId, events, head: { seq: last.seq, hash: last.hash } },
    evidence: files,
  };
}

export interface SampleMatter extends MatterContent {
  readonly evidence: readonly SampleEvidence[];
}

/** A supervision order with a reply. */
export function sampleMatter(id: string, files: readonly SampleEvidence[]): SampleMatter {
  const streamId = `matter/${id}`;
  const actor = { userId: 'u1', name: '整改办甲', membershipId: 'm1', tenantId: 'acme' };
  const events: AuditEvent[] = [];
  for (const type of ['order.issued', 'matter.file_verified', 'order.replied']) {
    const at = '2024-12-30T00:00:00.000Z';
    events.push(appendEvent(events.at(-1), { tenantId: 'acme', streamId, at, type, actor, data: { type } }));
  }
  const last = events.at(-1);
  if (!last) throw new Error('trail is empty');
  return {
    id,
    kind: 'order',
    kindTitle: '督办单',
    title: '督办：2024-01-001 招标程序不规范',
    round: '2024年第一轮',
    snapshot: {
      matter: { id, status: 'replied' },
      evidence: files.map(({ id: fileId, sha256 }) => ({ id: fileId, sha256 })),
    },
    steps: events.map(({ at, type }) => ({ at, step: type, by: '整改办甲' })),
    audit: { tenantId: 'acme', streamId, events, head: { seq: last.seq, hash: last.hash } },
    evidence: files,
  };
}

export function sampleFindings(): SampleFinding[] {
  return [
    closedFinding('2024-01-001', [
      evidence('01jd0000000000000000000001', '整改报告.pdf', 'PDF 内容'),
      evidence('01jd0000000000000000000002', '完成率100%.xlsx', Buffer.alloc(3000, 7)),
      evidence('01jd0000000000000000000003', '空文件.txt', ''),
    ]),
    closedFinding('2024/01/002', [evidence('01jd0000000000000000000004', 'CON.txt', '会议纪要')]),
  ];
}

export interface SampleArchive extends Omit<ClosedBag, 'files'> {
  readonly zip: Buffer;
}

/** An archive as exports lay it out, in memory. */
export function sampleArchive(
  change: {
    readonly findings?: readonly SampleFinding[];
    readonly seals?: ArchiveSeals;
    readonly matters?: readonly SampleMatter[];
    /** Payload beside that of the findings; paths with `data/`. */
    readonly others?: readonly GeneratedFile[];
  } = {},
): SampleArchive {
  const { findings = sampleFindings(), matters = [], seals, others = [] } = change;
  const laid = findings.map((finding) => ({ finding, layout: layFinding(finding) }));
  const payload = laid.flatMap(({ finding, layout }) => [
    ...finding.evidence.map(({ id, content }) => ({ path: layout.evidence.get(id) ?? '', content })),
    ...layout.files,
  ]);
  const laidMatters = matters.map((matter) => ({ matter, layout: layMatter(matter) }));
  for (const { matter, layout } of laidMatters)
    payload.push(
      ...matter.evidence.map(({ id, content }) => ({ path: layout.paths.get(id) ?? '', content })),
      ...layout.files,
    );
  payload.push(...others);
  const { files, ...facts } = closeBag({
    stamp: STAMP,
    volume: 1,
    volumes: [],
    findings: laid.map(({ layout }) => layout.index),
    matters: laidMatters.map(({ layout }) => layout.index),
    missing: [],
    ...(seals ? { seals } : {}),
    sheets: [{ path: 'data/index.xlsx', content: Buffer.from('workbook bytes') }],
    front: { path: 'index.html', content: Buffer.from('<!doctype html>') },
    payload: payload.map(factsOf),
  });
  const entries = [...payload, ...files].map(
    ({ path, content }) => [`${BAG_FOLDER}/${path}`, content] as const,
  );
  return { ...facts, zip: zipOf(entries) };
}

/** Entries one after the other with their directory, as a composed archive has them. */
export function zipOf(entries: Iterable<readonly [name: string, content: Uint8Array]>): Buffer {
  const writer = new RunWriter();
  for (const [name, content] of entries) writer.add(name, content);
  const run = writer.finish();
  const object = { bucket: '', key: '', size: run.bytes.length };
  const piece = { object, start: 0, size: run.bytes.length, crc32: 0 };
  const unit = unitOf({ kind: 'run', pieces: [piece], entries: run.entries });
  // Every entry is in the run, which knows its CRC-32.
  return Buffer.concat([run.bytes, new CentralDirectory(new Map([[unit, 0]])).bytes(() => 0)]);
}

/** A directory that disappears after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'xuncha-archive-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
