import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../audit/index.ts';
import { ROOT_CAUSES } from '../finding/analysis.ts';
import { TERM_CLASS_TITLES } from '../finding/finding.ts';
import { type PlanFinding, type PlanMeasure, stagesText } from './plan-finding.ts';

type FrozenMeasure = Omit<PlanMeasure, 'status' | 'progress'>;

/** A finding as a version of the plan holds it: what was planned, not how far it has come. */
export interface FrozenFinding extends Omit<PlanFinding, 'state' | 'progress' | 'measures'> {
  readonly measures: readonly FrozenMeasure[];
}

/** One submitted version, frozen: what committee and reviewers see and decide on (E04). */
export interface PlanVersion {
  readonly number: number;
  readonly goals: string;
  readonly organisation: string;
  readonly submittedAt: string;
  readonly submittedByName: string;
  readonly findings: readonly FrozenFinding[];
}

/** Undefined fields gone, as JSON will have them when it comes back. */
const settled = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const frozen = ({ state: _state, progress: _progress, measures, ...rest }: PlanFinding): FrozenFinding => ({
  ...rest,
  measures: measures.map(({ status: _status, progress: _done, ...measure }) => measure),
});

export const freezePlan = (
  plan: Pick<PlanVersion, 'number' | 'goals' | 'organisation' | 'submittedAt' | 'submittedByName'>,
  findings: readonly PlanFinding[],
): PlanVersion => settled({ ...plan, findings: findings.map(frozen) });

/** SHA-256 (lower-case hex) over the canonical JSON of a version: decisions name it. */
export const planHash = (version: PlanVersion): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson(version))));

/** One difference between two versions; `before` or `after` is empty where something was added or taken out. */
export interface PlanDifference {
  /** Absent for the plan as a whole. */
  readonly findingId?: string;
  readonly no?: string;
  readonly title?: string;
  /** Chinese name of what differs, such as `验收标准` or `措施2`. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

const people = (names: readonly (string | undefined)[]): string => names.filter(Boolean).join('、');

const FIELDS: readonly (readonly [name: string, text: (finding: FrozenFinding) => string])[] = [
  ['整改类型', ({ termClass }) => TERM_CLASS_TITLES[termClass]],
  ['原因分类', ({ causes }) => causes.map((cause) => ROOT_CAUSES[cause].title).join('、')],
  ['原因分析', ({ causeText }) => causeText ?? ''],
  ['整改目标', ({ goal }) => goal ?? ''],
  ['验收标准', ({ standard }) => standard ?? ''],
  ['第一责任人', ({ principalName }) => principalName ?? ''],
  ['责任领导', ({ leaderName }) => leaderName ?? ''],
  ['牵头部门', ({ departmentName }) => departmentName ?? ''],
  ['配合部门', ({ supportingDepartments }) => supportingDepartments.join('、')],
  ['经办人', ({ handlerName }) => handlerName ?? ''],
  ['完成时限', ({ dueDate }) => dueDate ?? ''],
];

const measureText = (measure: FrozenMeasure | undefined): string =>
  measure
    ? [
        measure.text,
        people([measure.leaderName, measure.departmentName, measure.handlerName]),
        measure.term.original ?? measure.term.date ?? '',
        stagesText(measure),
      ]
        .filter(Boolean)
        .join(' · ')
    : '';

const measureDifferences = (before: FrozenFinding, after: FrozenFinding): Omit<PlanDifference, 'no'>[] => {
  const seqs = [...new Set([...before.measures, ...after.measures].map(({ seq }) => seq))].sort(
    (a, b) => a - b,
  );
  return seqs.flatMap((seq) => {
    const was = measureText(before.measures.find((measure) => measure.seq === seq));
    const is = measureText(after.measures.find((measure) => measure.seq === seq));
    return was === is ? [] : [{ field: `措施${seq}`, before: was, after: is }];
  });
};

const findingDifferences = (
  before: FrozenFinding | undefined,
  after: FrozenFinding | undefined,
): Omit<PlanDifference, 'no'>[] => {
  if (!before || !after) return [{ field: '问题', before: before?.title ?? '', after: after?.title ?? '' }];
  const fields = FIELDS.flatMap(([field, text]) =>
    text(before) === text(after) ? [] : [{ field, before: text(before), after: text(after) }],
  );
  return [...fields, ...measureDifferences(before, after)];
};

type Compared = Pick<PlanVersion, 'goals' | 'organisation' | 'findings'>;

/** What changed from one version to the next, finding by finding and field by field (E04). */
export const planDifferences = (before: Compared, after: Compared): PlanDifference[] => {
  const whole = (
    [
      ['总体目标', before.goals, after.goals],
      ['组织领导', before.organisation, after.organisation],
    ] as const
  ).flatMap(([field, was, is]) => (was === is ? [] : [{ field, before: was, after: is }]));
  const old = new Map(before.findings.map((finding) => [finding.id, finding]));
  const fresh = new Map(after.findings.map((finding) => [finding.id, finding]));
  const ids = [...new Set([...old.keys(), ...fresh.keys()])];
  return [
    ...whole,
    ...ids.flatMap((findingId) => {
      const named = fresh.get(findingId) ?? old.get(findingId);
      return findingDifferences(old.get(findingId), fresh.get(findingId)).map((difference) => ({
        findingId,
        no: named?.no,
        title: named?.title,
        ...difference,
      }));
    }),
  ];
};
