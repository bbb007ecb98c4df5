import { csvText } from './csv.ts';

/** One decision of the close-out chain as the archive shows it. */
export interface ApprovalStep {
  /** ISO 8601. */
  readonly at: string;
  readonly gate: string;
  /** Chinese name of the gate. */
  readonly gateTitle: string;
  readonly outcome: string;
  /** Chinese name of the outcome. */
  readonly outcomeTitle: string;
  readonly by: { readonly userId: string; readonly name: string; readonly unit?: string };
  /** The absent person, where a substitute decided (G07). */
  readonly onBehalfOf?: { readonly userId: string; readonly name: string };
  readonly opinion?: string;
  readonly meeting?: {
    readonly date: string;
    readonly agendaItem?: string;
    readonly attendees?: readonly string[];
    readonly resolution?: string;
  };
  /** What the decider saw (closeout rule 2). */
  readonly snapshotHash?: string;
}

const HEADINGS = [
  '序号',
  '时间',
  '关口',
  '决定',
  '决定人',
  '代理',
  '单位',
  '意见或理由',
  '会议日期',
  '议题',
  '参会人员',
  '决议',
  '所见快照哈希',
];

/** 审批记录.csv: the chain of decisions of one finding as a sheet. */
export function approvalCsv(steps: readonly ApprovalStep[]): string {
  return csvText([HEADINGS, ...steps.map(approvalRow)]);
}

function approvalRow(step: ApprovalStep, index: number): (string | number)[] {
  return [
    index + 1,
    shanghaiTime(step.at),
    step.gateTitle,
    step.outcomeTitle,
    step.by.name,
    step.onBehalfOf ? `代 ${step.onBehalfOf.name}` : '',
    step.by.unit ?? '',
    step.opinion ?? '',
    step.meeting?.date ?? '',
    step.meeting?.agendaItem ?? '',
    step.meeting?.attendees?.join('、') ?? '',
    step.meeting?.resolution ?? '',
    step.snapshotHash ?? '',
  ];
}

/** `2024-12-31 09:02:03`: business time is Asia/Shanghai. */
export function shanghaiTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
}
