import type { CloseoutCase } from '../closeout/case.ts';
import { type FindingAggregate, isCounted, type Measure, type TermClass } from '../finding/finding.ts';
import { type Outcome, outcomeOf, type ReportNumbers, reportNumbers } from './outcome.ts';

/** A finding in the table of a report. */
export interface ReportFinding {
  readonly id: string;
  readonly no: string;
  readonly title: string;
  readonly departmentName?: string;
  readonly termClass: TermClass;
  readonly outcome: Outcome;
  readonly measureCount: number;
  readonly measureDone: number;
  readonly dueDate?: string;
  readonly closeoutNo?: string;
}

export interface ReportMeasure {
  readonly findingNo: string;
  readonly seq: number;
  readonly text: string;
  readonly departmentName?: string;
  readonly term: string;
  readonly status: Exclude<Measure['status'], 'withdrawn'>;
  readonly progress: number;
  readonly result?: string;
}

/**
 * The generated part of a report (H01–H03): everything in it is computed from findings. No name of a person stands in
 * it, and nothing restricted is read for it.
 */
export interface ReportFacts {
  readonly numbers: ReportNumbers;
  readonly findings: readonly ReportFinding[];
  readonly measures: readonly ReportMeasure[];
  /** Rules built or revised (F08), as the applications of closed and running cases name them. */
  readonly newRules: readonly { readonly findingNo: string; readonly text: string }[];
}

type Read = Pick<FindingAggregate, 'finding' | 'measures' | 'cases'>;

/** What a returned or withdrawn application said was not accepted. */
const stands = ({ status }: CloseoutCase): boolean =>
  status === 'running' || status === 'closed' || status === 'continuous';

export const findingRow = (finding: Read['finding']): ReportFinding => ({
  id: finding.id,
  no: finding.no,
  title: finding.title,
  departmentName: finding.responsibility.departmentName,
  termClass: finding.termClass,
  outcome: outcomeOf(finding),
  measureCount: finding.measureCount,
  measureDone: finding.measureDone,
  dueDate: finding.dueDate,
  closeoutNo: finding.state === 'closed' ? finding.closeoutNo : undefined,
});

const TERM_WORDS: Readonly<Record<Measure['term']['kind'], string>> = {
  date: '',
  immediate: '立行立改',
  continuous: '长期坚持',
  none: '',
};

const measureRows = ({ finding, measures }: Read): ReportMeasure[] =>
  measures.flatMap(({ seq, text, departmentName, term, status, progress, result }) =>
    status === 'withdrawn'
      ? []
      : [
          {
            findingNo: finding.no,
            seq,
            text,
            departmentName,
            term: term.date ?? term.original ?? TERM_WORDS[term.kind],
            status,
            progress,
            result,
          },
        ],
  );

/** The latest case that stands says which rules were built; the same rule is named once. */
const ruleRows = ({ finding, cases }: Read): ReportFacts['newRules'] => {
  const latest = cases.filter(stands).at(-1);
  return [...new Set(latest?.application.newRules ?? [])].map((text) => ({ findingNo: finding.no, text }));
};

export const reportFacts = (aggregates: readonly Read[]): ReportFacts => {
  const counted = aggregates.filter(({ finding }) => isCounted(finding.state));
  return {
    numbers: reportNumbers(counted.map(({ finding }) => finding)),
    findings: counted.map(({ finding }) => findingRow(finding)),
    measures: counted.flatMap(measureRows),
    newRules: counted.flatMap(ruleRows),
  };
};
