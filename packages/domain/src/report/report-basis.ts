import { type Finding, isCounted } from '../finding/finding.ts';
import { OUTCOMES, type Outcome, outcomeOf, type ReportNumbers, reportNumbers } from './outcome.ts';

/**
 * What a draft was generated from, small enough to keep with it: the numbers, and of each finding one short line
 * (`id c 3/4`: closed, stage or open, measures done of all), about 40 bytes, so that 5,000 findings stay below an item's 400 kB.
 */
export interface ReportBasis {
  readonly numbers: ReportNumbers;
  readonly lines: readonly string[];
  /** Business date the data is of. */
  readonly asOf: string;
}

const LETTERS: Readonly<Record<Outcome, string>> = { closed: 'c', stage: 's', open: 'o' };
type Read = Pick<
  Finding,
  'id' | 'no' | 'title' | 'state' | 'stage' | 'termClass' | 'measureCount' | 'measureDone'
>;

const lineOf = (finding: Read): string =>
  `${finding.id} ${LETTERS[outcomeOf(finding)]} ${finding.measureDone}/${finding.measureCount}`;

export const basisOf = (findings: readonly Read[], asOf: string): ReportBasis => ({
  numbers: reportNumbers(findings),
  lines: findings.filter(({ state }) => isCounted(state)).map(lineOf),
  asOf,
});

interface Standing {
  readonly outcome: Outcome;
  /** Done of all, `3/4`. */
  readonly measures: string;
}
const readLine = (line: string): readonly [string, Standing] => {
  const [id = '', letter = '', measures = ''] = line.split(' ');
  return [id, { outcome: OUTCOMES.find((one) => LETTERS[one] === letter) ?? 'open', measures }];
};

/** What the data says now that it did not say when the draft was generated. */
export interface ReportDifference {
  readonly since: string;
  readonly moved: readonly {
    readonly findingId: string;
    readonly no: string;
    readonly title: string;
    /** Absent for one that came in since, by splitting or merging. */
    readonly from?: Standing;
    readonly to: Standing;
  }[];
  /** Findings that no longer count: split, merged or taken out. */
  readonly gone: number;
}

/** Between the basis of a draft and the findings as they stand today. */
export const differenceOf = (before: ReportBasis, findings: readonly Read[]): ReportDifference => {
  const known = new Map(before.lines.map(readLine));
  const counted = findings.filter(({ state }) => isCounted(state));
  const moved = counted.flatMap((finding) => {
    const from = known.get(finding.id);
    const [id, to] = readLine(lineOf(finding));
    if (from && from.outcome === to.outcome && from.measures === to.measures) return [];
    return [{ findingId: id, no: finding.no, title: finding.title, from, to }];
  });
  const now = new Set(counted.map(({ id }) => id));
  return { since: before.asOf, moved, gone: [...known.keys()].filter((id) => !now.has(id)).length };
};
