import { paragraphs, table } from './word-markup.ts';
import { writeWord } from './write-word.ts';

export interface ApprovalSheetStep {
  readonly time: string;
  readonly gate: string;
  readonly outcome: string;
  /** Name, unit, and whom the person stood in for. */
  readonly by: string;
  /** Opinion, meeting, resolution. */
  readonly grounds: string;
}

export interface ApprovalSheet {
  readonly title: string;
  /** ISO 8601: the instant of the export. */
  readonly at: string;
  /** Classification, who exported it and when. */
  readonly mark: string;
  readonly footer: string;
  /** Unit, round, number, department … */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly measures: readonly { readonly text: string; readonly by: string; readonly state: string }[];
  readonly steps: readonly ApprovalSheetStep[];
  readonly evidence: readonly { readonly fileName: string; readonly size: number; readonly sha256: string }[];
  /** Snapshot and head of the audit chain. */
  readonly digests: readonly (readonly [name: string, value: string])[];
}

/** 问题销号审批表: one finding with every decision of its close-out, as a Word form that prints on A4 (K06). */
export function writeApprovalSheet(sheet: ApprovalSheet): Uint8Array {
  const named = (rows: readonly (readonly string[])[]) => table({ shares: [18, 82], rows, named: true });
  const heading = (text: string) => paragraphs(text, { style: 'Heading' });
  const body = [
    paragraphs(sheet.title, { style: 'Title' }),
    named(sheet.facts),
    heading('一、问题表述'),
    paragraphs(sheet.text),
    heading('二、整改措施'),
    table({
      shares: [60, 22, 18],
      headings: ['措施及完成情况', '责任', '进展'],
      rows: sheet.measures.map(({ text, by, state }) => [text, by, state]),
    }),
    heading('三、审批'),
    table({
      shares: [16, 13, 13, 20, 38],
      headings: ['时间', '关口', '决定', '决定人', '意见、会议与决议'],
      rows: sheet.steps.map(({ time, gate, outcome, by, grounds }) => [time, gate, outcome, by, grounds]),
    }),
    heading('四、佐证材料'),
    table({
      shares: [36, 14, 50],
      headings: ['文件', '字节', 'SHA-256'],
      rows: sheet.evidence.map(({ fileName, size, sha256 }) => [fileName, String(size), sha256]),
    }),
    heading('五、指纹'),
    named(sheet.digests),
    // Word wants a paragraph after the last table.
    paragraphs(''),
  ].join('');
  return writeWord({ title: sheet.title, at: sheet.at, mark: sheet.mark, footer: sheet.footer, body });
}
