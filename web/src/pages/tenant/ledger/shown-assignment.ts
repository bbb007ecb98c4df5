import type { CallInput, OperationId, OutputOf } from '@xuncha/contracts';
import { AFTER_FINDING } from '../../../api/refresh.ts';

type Input = CallInput<'findings.assignMany'>;
type Page = OutputOf<'findings.list'>;

/**
 * The ledger as it will be once a responsibility is set: shown before the server has answered, taken back when it refuses.
 * Nothing is left out of it or moves: whether a line still fits its filter is the server's to say.
 */
export const assignedAtOnce = (departmentNameOf: (id: string) => string | undefined) => ({
  operation: 'findings.list' as const,
  as: (page: Page, { body }: Input): Page => {
    if (!body) return page;
    const ids = new Set(body.findingIds);
    const { departmentId, leaderName, handlerName } = body.responsibility;
    const change = {
      ...(departmentId ? { departmentId, departmentName: departmentNameOf(departmentId) } : {}),
      ...(leaderName === undefined ? {} : { leaderName }),
      ...(handlerName === undefined ? {} : { handlerName }),
    };
    return {
      ...page,
      items: page.items.map((line) =>
        ids.has(line.id) && line.possible.includes('findings.assign') ? { ...line, ...change } : line,
      ),
    };
  },
});

/** What else changes with it; the ledger itself is read again when its projections have followed. */
export const AFTER_ASSIGNMENT: readonly OperationId[] = AFTER_FINDING.filter((id) => id !== 'findings.list');

/** Sheets and orders of the ledger follow a command within moments; asked earlier, they would show the former state. */
export const LEDGER_FOLLOWS_MS = 1_500;
