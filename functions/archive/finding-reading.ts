import {
  deciderOf,
  type ExportStamp,
  type FindingFacts,
  type FindingLayout,
  type FindingReading,
  findingPage,
  type GeneratedFile,
  groundsOf,
  type IndexEntry,
  indexEntry,
  type RelatedPage,
  shanghaiTime,
  watermark,
} from '@xuncha/archive';
import { writeApprovalSheet } from '@xuncha/documents';
import type { Evidence, FindingAggregate, Measure } from '@xuncha/domain';
import type { GatheredFinding } from './gather-finding.ts';
import { FINDING_STATES, MEASURE_STATES } from './state-titles.ts';

interface ForPeople {
  readonly files: readonly GeneratedFile[];
  readonly entry: IndexEntry;
}

/** What an auditor reads of one finding: its page and, once there are decisions, its approval sheet (K06). */
export const findingReading = (
  stamp: ExportStamp,
  { aggregate, record }: GatheredFinding,
  layout: FindingLayout,
  matters: readonly RelatedPage[],
): ForPeople => {
  const path = `data/findings/${layout.folder}/审批表.docx`;
  const decided = record.approvals.length > 0;
  const facts = factsOf(aggregate);
  const reading: FindingReading = {
    record,
    layout,
    facts,
    matters,
    ...(decided ? { approvalSheet: path } : {}),
  };
  const sheet = decided ? [{ path, content: approvalSheet(stamp, reading) }] : [];
  return { files: [findingPage(stamp, reading), ...sheet], entry: indexEntry(reading) };
};

const factsOf = ({ finding, body, measures, evidence }: FindingAggregate): FindingFacts => ({
  text: body.text,
  department: finding.responsibility.departmentName ?? '未定部门',
  state: FINDING_STATES[finding.state],
  ...(finding.dueDate ? { dueDate: finding.dueDate } : {}),
  ...(finding.feedbackDate ? { feedbackDate: finding.feedbackDate } : {}),
  measures: measures.map(measureFacts),
  evidence: new Map(evidence.map((item) => [item.id, evidenceFacts(item)])),
});

const measureFacts = (measure: Measure): FindingFacts['measures'][number] => ({
  id: measure.id,
  text: measure.text,
  by: [measure.departmentName, measure.handlerName ?? measure.leaderName].filter(Boolean).join(' '),
  term: measure.term.date ?? measure.term.original ?? '',
  state: `${MEASURE_STATES[measure.status]} ${measure.progress}%`,
  ...(measure.result ? { result: measure.result } : {}),
});

const evidenceFacts = ({ purpose, measureId, formedOn, uploadedByName }: Evidence) => ({
  ...(purpose === 'measure' && measureId ? { measureId } : {}),
  formedOn: formedOn ?? '',
  uploadedBy: uploadedByName,
});

const approvalSheet = (stamp: ExportStamp, { record, facts }: FindingReading): Uint8Array =>
  writeApprovalSheet({
    title: '巡察反馈问题销号审批表',
    at: stamp.exportedAt,
    mark: watermark(stamp),
    footer: `${stamp.classification}　${stamp.exportNo}`,
    facts: [
      ['单位', stamp.organisation],
      ['轮次', record.round],
      ['问题编号', record.no],
      ['牵头部门', facts.department],
      ['整改期限', facts.dueDate ?? ''],
      ['状态', facts.state],
      ['销号编号', record.closeoutNo ?? ''],
    ],
    text: facts.text,
    measures: facts.measures.map(({ text, result, by, term, state }) => ({
      text: result ? `${text}\n完成情况：${result}` : text,
      by: [by, term && `时限：${term}`].filter(Boolean).join('\n'),
      state,
    })),
    steps: record.approvals.map((step) => ({
      time: shanghaiTime(step.at),
      gate: step.gateTitle,
      outcome: step.outcomeTitle,
      by: deciderOf(step),
      grounds: groundsOf(step),
    })),
    evidence: record.evidence,
    digests: [
      [record.frozen ? '冻结快照' : '导出时快照', record.snapshotHash],
      ['审计链末端', `第 ${record.audit.head.seq} 条\n${record.audit.head.hash}`],
    ],
  });
