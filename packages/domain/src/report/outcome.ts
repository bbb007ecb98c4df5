import { type Finding, isCounted, TERM_CLASSES, type TermClass } from '../finding/finding.ts';
import { RESULT_CLASSES, type ResultClass, resultClassOf } from '../finding/stage.ts';
import { type Share, shareOf } from './share.ts';

/** The three classes a unit's figures know too, so that a report and a dashboard never disagree. */
export const OUTCOMES = RESULT_CLASSES;
export type Outcome = ResultClass;
export const OUTCOME_TITLES: Readonly<Record<Outcome, string>> = {
  closed: '已销号',
  stage: '取得阶段性成效并持续整改',
  open: '正在整改',
};

/** What is not counted at all never reaches a report. */
export const outcomeOf = (finding: Pick<Finding, 'state' | 'stage'>): Outcome =>
  resultClassOf(finding) ?? 'open';

export interface OutcomeRow extends Readonly<Record<Outcome, number>> {
  readonly termClass: TermClass | 'all';
  readonly total: number;
}

export interface ReportNumbers {
  /** One row per class that occurs, and their sum. */
  readonly rows: readonly OutcomeRow[];
  readonly measures: { readonly total: number; readonly done: number };
  /** Named percentages with their arithmetic, in the order they are printed. */
  readonly shares: readonly { readonly name: string; readonly share: Share }[];
}

type Counted = Pick<Finding, 'state' | 'stage' | 'termClass' | 'measureCount' | 'measureDone'>;

const rowOf = (termClass: OutcomeRow['termClass'], findings: readonly Counted[]): OutcomeRow => {
  const count = (outcome: Outcome): number =>
    findings.filter((finding) => outcomeOf(finding) === outcome).length;
  return {
    termClass,
    total: findings.length,
    closed: count('closed'),
    stage: count('stage'),
    open: count('open'),
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** H01–H03: numbers by class, closed / stage result / open, each percentage with its formula. Only leaves count (D07). */
export const reportNumbers = (findings: readonly Counted[]): ReportNumbers => {
  const counted = findings.filter(({ state }) => isCounted(state));
  const all = rowOf('all', counted);
  const measures = {
    total: sum(counted.map(({ measureCount }) => measureCount)),
    done: sum(counted.map(({ measureDone }) => measureDone)),
  };
  const whole = ['反馈问题', all.total] as const;
  return {
    rows: [
      ...TERM_CLASSES.map((termClass) =>
        rowOf(
          termClass,
          counted.filter((finding) => finding.termClass === termClass),
        ),
      ).filter(({ total }) => total > 0),
      all,
    ],
    measures,
    shares: [
      { name: '销号率', share: shareOf([OUTCOME_TITLES.closed, all.closed], whole) },
      { name: '阶段性成效率', share: shareOf([OUTCOME_TITLES.stage, all.stage], whole) },
      {
        name: '整改成效率',
        share: shareOf(['已销号与阶段性成效', all.closed + all.stage], whole),
      },
      {
        name: '措施完成率',
        share: shareOf(['已完成措施', measures.done], ['整改措施', measures.total]),
      },
    ],
  };
};
