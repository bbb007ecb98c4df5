import { checkLimits, dueSentence, previewRuleChange, runningLimitOf } from '@xuncha/domain';
import { type Handler, nextPage, problemOf, startKeyOf } from '@xuncha/http';
import { listLimitRuleSets, pageOpenFindings } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** One Query and one BatchGetItem a page; the client asks on, and shows how far it is. */
const PAGE = 50;

/** Which dates would move under these limits? Writes nothing. */
export const previewLimits: Handler<'limits.preview', ApiDeps> = async (
  { scope, body, today },
  { table },
) => {
  const checked = checkLimits(body.limits);
  if (!checked.ok) throw problemOf(checked.error);
  const startKey = startKeyOf(body.cursor, scope.tenantId);
  const [ruleSets, page] = await Promise.all([
    listLimitRuleSets(table, scope),
    pageOpenFindings(table, scope, { limit: PAGE, startKey }),
  ]);
  const byId = new Map(page.findings.map((finding) => [finding.id, finding]));
  const next = {
    version: (ruleSets.at(-1)?.version ?? 0) + 1,
    effectiveFrom: today,
    limits: body.limits,
    reason: '',
  };
  const moves = previewRuleChange(
    ruleSets,
    next,
    page.findings.flatMap((finding) => runningLimitOf(finding) ?? []),
  );
  return {
    body: {
      looked: page.findings.length,
      moves: moves.map(({ id, from, to }) => ({
        findingId: id,
        no: byId.get(id)?.no ?? '',
        title: byId.get(id)?.title ?? '',
        from,
        to: to.date,
        why: dueSentence(to),
      })),
      ...nextPage(page.lastKey),
    },
  };
};
