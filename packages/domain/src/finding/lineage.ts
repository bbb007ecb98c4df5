import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import type { Finding, FindingAggregate, FindingBody } from './finding.ts';

/** Before rectification work exists a finding may be split or merged; later its measures could not be divided. */
const DIVISIBLE: readonly Finding['state'][] = ['draft', 'delivered', 'acknowledged', 'planning'];
/** Ten parts: each is three items, and one transaction takes a hundred. */
export const MAX_PARTS = 10;

export interface PartDraft {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly category?: string;
}

/** What a split or merge writes: the ended findings and the new ones, in one transaction. */
export interface LineageChange {
  readonly ended: readonly FindingChange[];
  readonly created: readonly (FindingChange & { readonly body: FindingBody })[];
}

const fresh = (
  from: Finding,
  part: PartDraft,
  no: string,
  parents: readonly string[],
  at: string,
): Finding => ({
  ...from,
  id: part.id,
  no,
  title: part.title,
  category: part.category ?? from.category,
  measureCount: 0,
  measureDone: 0,
  progress: 0,
  caseIds: [],
  parents,
  children: [],
  createdAt: at,
  updatedAt: at,
  version: 0,
  auditSeq: 0,
  auditHash: '',
});

/** D07: divides a finding; the original wording stays with the parent, and only the parts are counted from now on. */
export const splitFinding = (
  { finding, body, measures }: FindingAggregate,
  parts: readonly PartDraft[],
  reason: string,
  at: string,
): Result<LineageChange> => {
  if (!DIVISIBLE.includes(finding.state) || measures.some((measure) => measure.status !== 'withdrawn'))
    return fail('conflict', 'not_divisible', '已有整改措施或已开始整改的问题不能拆分，请先撤回措施。');
  if (parts.length < 2 || parts.length > MAX_PARTS)
    return fail('invalid', 'parts_count', `请拆分为 2 至 ${MAX_PARTS} 个问题。`, { field: 'parts' });
  return ok({
    ended: [
      {
        finding: { ...finding, state: 'split', children: parts.map((part) => part.id) },
        event: { type: 'finding.split', data: { reason, children: parts.map((part) => part.id) } },
      },
    ],
    created: parts.map((part, index) => ({
      finding: fresh(finding, part, `${finding.no}-${index + 1}`, [finding.id], at),
      body: { text: part.text, goal: body.goal, remark: body.remark },
      event: { type: 'finding.created_by_split', data: { parent: finding.id, text: part.text } },
    })),
  });
};

/** D07: joins findings of one batch into one; the originals stay readable and are no longer counted. */
export const mergeFindings = (
  sources: readonly FindingAggregate[],
  into: PartDraft,
  reason: string,
  at: string,
): Result<LineageChange> => {
  const [first] = sources;
  if (!first || sources.length < 2 || sources.length > MAX_PARTS)
    return fail('invalid', 'parts_count', `请选择 2 至 ${MAX_PARTS} 个问题合并。`, { field: 'findingIds' });
  const alike = sources.every(
    ({ finding, measures }) =>
      DIVISIBLE.includes(finding.state) &&
      finding.state === first.finding.state &&
      finding.batchId === first.finding.batchId &&
      measures.every((measure) => measure.status === 'withdrawn'),
  );
  if (!alike)
    return fail('conflict', 'not_mergeable', '只能合并同一批次、同一状态、尚无措施的问题，请重新选择。', {
      field: 'findingIds',
    });
  const parents = sources.map(({ finding }) => finding.id);
  const no = sources.map(({ finding }) => finding.no).join('+');
  return ok({
    ended: sources.map(({ finding }) => ({
      finding: { ...finding, state: 'merged' as const, children: [into.id] },
      event: { type: 'finding.merged' as const, data: { reason, into: into.id } },
    })),
    created: [
      {
        finding: fresh(first.finding, into, no, parents, at),
        body: { text: into.text, goal: first.body.goal },
        event: { type: 'finding.created_by_merge', data: { parents, text: into.text } },
      },
    ],
  });
};
