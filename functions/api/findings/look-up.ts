import { namedBy, uploadRefusal } from '@xuncha/domain';
import { decodeCursor, type Handler, nextPage } from '@xuncha/http';
import { listMeasures, searchSheets } from '@xuncha/store';
import * as z from 'zod/mini';
import type { ApiDeps } from '../context.ts';

/**
 * Findings one answer names: each costs a Query for its measures. Numbers are unique within a batch only, so 50 names
 * may mean more; the cursor goes on.
 */
const MAX_FOUND = 60;

const Position = z.object({
  from: z.string().check(z.regex(/^[0-9a-z]{0,26}$/)),
  after: z.optional(z.string().check(z.regex(/^[0-9a-z]{0,26}$/))),
});

/**
 * What an index sheet over many findings names. The numbers are looked for in the ledger sheets, so that a request
 * costs the same whatever the size of the unit, and only among findings whose material the person may add to.
 */
export const lookUpFindings: Handler<'findings.lookUp', ApiDeps> = async ({ scope, body }, { table }) => {
  const page = await searchSheets(
    table,
    scope,
    { matches: namedBy(body.findings) },
    {
      limit: MAX_FOUND,
      position: decodeCursor(body.cursor, scope.tenantId, Position),
    },
  );
  const items = await Promise.all(
    page.rows.map(async ({ id, no, round, title, state }) => {
      const measures = await listMeasures(table, scope, id);
      const refusal = uploadRefusal(state)?.message;
      return {
        findingId: id,
        no,
        round,
        title,
        measures: measures
          .filter(({ status }) => status !== 'withdrawn')
          .map((measure) => ({ id: measure.id, seq: measure.seq })),
        ...(refusal ? { refusal } : {}),
      };
    }),
  );
  return { body: { items, ...nextPage(page.next) } };
};
