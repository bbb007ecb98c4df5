import {
  type Finding,
  type FindingChange,
  type Measure,
  measureTotals,
  type PreviewMeasure,
  type Responsibility,
} from '@xuncha/domain';
import { derivedId, type ImportReading, type LedgerImport } from '@xuncha/store';
import { type ChunkFinding, ledgerTerm } from '../import-files.ts';

/** A cell that was left blank is absent, not an empty text. */
const written = (text: string): string | undefined => text || undefined;

/** As many as the assignment form takes. */
const MAX_SUPPORTING = 30;

const measureOf = (measure: PreviewMeasure, index: number, id: string): Measure => ({
  id,
  seq: index + 1,
  text: measure.text,
  leaderName: written(measure.leader),
  departmentId: measure.departmentId,
  departmentName: written(measure.departmentName),
  supportingDepartments: measure.supportingDepartmentNames,
  handlerName: written(measure.handlerName),
  handlerId: measure.handlerId,
  term: ledgerTerm(measure.term),
  // What the ledger says about completion proves nothing: progress is reported with evidence here.
  status: 'not_started',
  progress: 0,
});

/** A04: the first measure names who leads; every other department that has a part supports. */
const responsibilityOf = (finding: ChunkFinding, principal: ImportReading['principal']): Responsibility => {
  const lead = finding.measures[0] ?? finding.responsibility;
  const others = [lead, ...finding.measures].flatMap((part) => [
    ...part.supportingDepartmentNames,
    part.departmentName,
  ]);
  const supporting = new Set(others.filter((name) => name !== '' && name !== lead.departmentName));
  return {
    principalName: principal?.name,
    principalId: principal?.id,
    leaderName: written(lead.leader),
    departmentId: lead.departmentId,
    departmentName: written(lead.departmentName),
    supportingDepartments: [...supporting].slice(0, MAX_SUPPORTING),
    handlerName: written(lead.handlerName),
    handlerId: lead.handlerId,
  };
};

/** Nothing of the ledger is lost: names of files it lists stand with its remark. */
const remarkOf = ({ remark, evidenceNames }: ChunkFinding): string | undefined =>
  written(
    [remark, evidenceNames.length > 0 ? `台账所列佐证材料：${evidenceNames.join('、')}` : '']
      .filter(Boolean)
      .join('\n'),
  );

/** An import whose commit has been asked for. */
export type CommittingImport = LedgerImport &
  Required<Pick<LedgerImport, 'round' | 'batchId' | 'commandAt' | 'reading'>>;

/** The draft a row of a ledger becomes: the same ids and content whenever it is made. */
export const importedFinding = (job: CommittingImport, row: ChunkFinding): FindingChange => {
  const at = job.commandAt;
  const measures = row.measures.map((measure, index) =>
    measureOf(measure, index, derivedId(Date.parse(job.createdAt), `${job.id}:${row.index}:${index}`)),
  );
  const finding: Finding = {
    tenantId: job.tenantId,
    id: derivedId(Date.parse(job.createdAt), `${job.id}:${row.index}`),
    batchId: job.batchId,
    round: job.round,
    no: row.no || String(row.index + 1),
    domain: written(row.domain),
    category: written(row.category),
    title: row.title,
    termClass: row.termClass,
    state: 'draft',
    responsibility: responsibilityOf(row, job.reading.principal),
    ...measureTotals(measures),
    caseIds: [],
    parents: [],
    children: [],
    createdAt: at,
    updatedAt: at,
    version: 0,
    auditSeq: 0,
    auditHash: '',
  };
  const source = {
    importId: job.id,
    sheet: job.reading.mapping?.sheet ?? '',
    rowStart: row.rowStart,
    rowEnd: row.rowEnd,
  };
  return {
    finding,
    body: { text: row.text, goal: written(row.goal), remark: remarkOf(row), source },
    measures,
    event: {
      type: 'finding.imported',
      data: { ...source, fileName: job.fileName, fileSha256: job.sha256, text: row.text },
    },
  };
};
