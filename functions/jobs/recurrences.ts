import {
  type Actor,
  type ClosedWording,
  type FindingAggregate,
  findRecurrence,
  movedRecurrence,
  nodeOf,
  ok,
  type Preview,
  type PreviewFinding,
  type PreviewIssue,
  type RecurrenceContent,
  recurrenceSince,
  recurrenceWhy,
  type SupervisionSettings,
  supervisionOf,
  suspectRecurrence,
  systemScope,
} from '@xuncha/domain';
import {
  createMatter,
  derivedId,
  listClosedWordings,
  readRecurrenceCounts,
  readTenant,
  recurrenceCountsWrite,
  type Table,
} from '@xuncha/store';

/** Looks for closed findings like new ones of a unit, on one day. Candidates of a node are read once. */
export interface RecurrenceSearch {
  readonly settings: SupervisionSettings;
  readonly on: string;
  readonly candidatesOf: (node: string) => Promise<readonly ClosedWording[]>;
}

export const searchRecurrences = async (
  table: Table,
  tenantId: string,
  on: string,
): Promise<RecurrenceSearch> => {
  const settings = supervisionOf((await readTenant(table, tenantId))?.supervision);
  const since = recurrenceSince(settings, on);
  const known = new Map<string, Promise<readonly ClosedWording[]>>();
  return {
    settings,
    on,
    candidatesOf(node) {
      if (!since) return Promise.resolve([]);
      const found = known.get(node) ?? listClosedWordings(table, tenantId, node, since);
      known.set(node, found);
      return found;
    },
  };
};

/**
 * I07 at feedback: a finding that repeats a closed one is noted, with links from both. The id is derived from the two,
 * so a repeated step of the job finds it there.
 */
export const noteRecurrence = async (
  table: Table,
  { finding, body }: FindingAggregate,
  { settings, on, candidatesOf }: RecurrenceSearch,
  { actor, at }: { readonly actor: Actor; readonly at: string },
): Promise<void> => {
  const node = nodeOf(finding);
  if (!node || !(finding.state === 'draft' || finding.state === 'delivered')) return;
  const match = findRecurrence(body.text, await candidatesOf(node), settings, on);
  if (!match) return;
  const { tenantId } = finding;
  const id = derivedId(Date.parse(finding.createdAt), `recurrence:${finding.id}:${match.earlier.id}`);
  let counted = await readRecurrenceCounts(table, tenantId);
  await createMatter<RecurrenceContent>(
    table,
    systemScope('jobs', tenantId),
    async () => {
      counted = await readRecurrenceCounts(table, tenantId);
      return ok(suspectRecurrence({ id, finding, text: body.text, node, match, settings, on }, actor, at));
    },
    {
      actor,
      at,
      beside: () => [
        recurrenceCountsWrite(tenantId, counted, movedRecurrence(counted.counts, undefined, 'suspected')),
      ],
      answer: () => ({ status: 200, body: null }),
    },
  );
};

const noticeOf = async (
  finding: PreviewFinding,
  { settings, on, candidatesOf }: RecurrenceSearch,
): Promise<PreviewIssue | undefined> => {
  const node = nodeOf(finding);
  if (!node || finding.status === 'error') return undefined;
  const match = findRecurrence(finding.text, await candidatesOf(node), settings, on);
  if (!match) return undefined;
  return {
    row: finding.rowStart,
    column: '',
    field: 'text',
    severity: 'warning',
    code: 'possible_recurrence',
    message: `疑似边改边犯：${recurrenceWhy(match, settings)}可以导入，反馈时提示整改办和巡察办确认。`,
    value: '',
  };
};

/** I07 at the preview of an import: a person sees the possible recurrence before anything is imported. */
export const withRecurrences = async (preview: Preview, search: RecurrenceSearch): Promise<Preview> => {
  const issues: PreviewIssue[] = [];
  const findings: PreviewFinding[] = [];
  let warned = 0;
  for (const finding of preview.findings) {
    const notice = await noticeOf(finding, search);
    if (notice) issues.push(notice);
    if (notice && finding.status === 'ok') warned += 1;
    findings.push(notice && finding.status === 'ok' ? { ...finding, status: 'warning' } : finding);
  }
  const { totals } = preview;
  return {
    ...preview,
    findings,
    issues: [...preview.issues, ...issues],
    totals: { ...totals, ok: totals.ok - warned, warning: totals.warning + warned },
  };
};
