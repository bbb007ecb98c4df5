import { lastReplyOf, MATTER_KINDS, type Matter, reachOf } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import { listFindingMatters, loadFinding } from '@xuncha/store';
import type { EvidenceDeps } from '../evidence/evidence-deps.ts';
import { matterSummary } from '../matter-view.ts';

const replyOf = (matter: Matter) => {
  const reply = lastReplyOf(matter);
  return reply ? { reply: { text: reply.text, byName: reply.byName, at: reply.at } } : {};
};

/** Orders, talks, meetings … about one finding, for its page. */
export const mattersOfFinding: Handler<'matters.ofFinding', EvidenceDeps> = async (
  { scope, principal, params, today },
  { table },
) => {
  if (!(await loadFinding(table, scope, params.findingId))) throw notFound();
  const matters = await listFindingMatters(table, scope, params.findingId);
  const items = matters
    .filter(({ kind }) => reachOf(principal.roles, MATTER_KINDS[kind].read))
    .map((matter) => ({ ...matterSummary(matter, today), ...replyOf(matter) }));
  return { body: { items } };
};
