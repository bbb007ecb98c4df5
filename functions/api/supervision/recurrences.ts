import type { OutputOf } from '@xuncha/contracts';
import {
  decideRecurrence,
  type Matter,
  movedRecurrence,
  type RecurrenceAggregate,
  type RecurrenceContent,
  type RecurrenceStatus,
} from '@xuncha/domain';
import { type Handler, nextPage, notFound, startKeyOf } from '@xuncha/http';
import { listMatters, loadMatter, readRecurrenceCounts, recurrenceCountsWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { matterDone, runOnMatter } from '../matter-command.ts';
import { matterSummary } from '../matter-view.ts';

const PAGE = 50;

const recurrenceView = (matter: Matter<RecurrenceContent>, today: string): OutputOf<'recurrences.get'> => ({
  ...matterSummary(matter, today),
  ...matter.content,
  status: matter.status as RecurrenceStatus,
});

/** Suspected ones, or all, newest first, with how many there are of each; kept numbers, never counted here. */
export const listRecurrences: Handler<'recurrences.list', ApiDeps> = async (
  { scope, query, today },
  { table },
) => {
  const [page, { counts }] = await Promise.all([
    listMatters<RecurrenceContent>(table, scope, 'recurrence', {
      limit: query.limit ?? PAGE,
      open: query.show !== 'all',
      startKey: startKeyOf(query.cursor, scope.tenantId),
    }),
    readRecurrenceCounts(table, scope.tenantId),
  ]);
  return {
    body: {
      counts,
      items: page.matters.map((matter) => recurrenceView(matter, today)),
      ...nextPage(page.lastKey),
    },
  };
};

export const getRecurrence: Handler<'recurrences.get', ApiDeps> = async (call, { table }) => {
  const found = await loadMatter<RecurrenceContent>(
    table,
    call.scope,
    'recurrence',
    call.params.recurrenceId,
  );
  if (!found) throw notFound();
  return { body: recurrenceView(found.matter, call.today) };
};

/** The decision and the unit's numbers in one transaction. */
export const decideOnRecurrence: Handler<'recurrences.decide', ApiDeps> = async (call, deps) => {
  const { tenantId } = call.scope;
  let counted = await readRecurrenceCounts(deps.table, tenantId);
  return runOnMatter(call, deps, {
    kind: 'recurrence',
    matterId: call.params.recurrenceId,
    decide: async (aggregate: RecurrenceAggregate) => {
      counted = await readRecurrenceCounts(deps.table, tenantId);
      return decideRecurrence(aggregate, call.body, call.actor, call.at);
    },
    beside: () => [
      recurrenceCountsWrite(
        tenantId,
        counted,
        movedRecurrence(counted.counts, 'suspected', call.body.outcome),
      ),
    ],
    body: matterDone,
  });
};
