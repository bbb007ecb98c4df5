import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../../api/me.ts';
import { AFTER_FINDING } from '../../../api/refresh.ts';
import type { BulkResult, LedgerLine } from '../../../api/types.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { AFTER_ASSIGNMENT, assignedAtOnce, LEDGER_FOLLOWS_MS } from './shown-assignment.ts';

/** The server takes so many findings in one request. */
const PER_REQUEST = 100;

interface Assignment {
  readonly departmentId?: string;
  readonly leaderName?: string;
  readonly leaderId?: string;
  readonly handlerName?: string;
  readonly handlerId?: string;
}
export type BulkWork =
  | { readonly kind: 'acknowledge' | 'start' }
  | { readonly kind: 'assign'; readonly responsibility: Assignment };

export interface BulkOutcome {
  readonly work: BulkWork;
  readonly results: BulkResult['results'];
  /** Numbers of the findings, which may have left the list meanwhile. */
  readonly names: ReadonlyMap<string, string>;
}

/** One command on many findings, a hundred at a time; what was refused can be sent again. */
export const useBulk = (tenantId: string) => {
  const acknowledge = useCommand('findings.acknowledgeMany', AFTER_FINDING);
  const may = useMay(tenantId);
  const queries = useQueryClient();
  const tenant = useOperation('tenants.get', { params: { tenantId } }, { enabled: may('tenant.read') });
  const departments = tenant.data?.data.departments ?? [];
  const assign = useCommand(
    'findings.assignMany',
    AFTER_ASSIGNMENT,
    assignedAtOnce((id) => departments.find((one) => one.id === id)?.name),
  );
  const start = useCommand('findings.startMany', AFTER_FINDING);
  const [running, setRunning] = useState<{ readonly done: number; readonly of: number }>();
  const [outcome, setOutcome] = useState<BulkOutcome>();
  const [error, setError] = useState<unknown>();
  const send = async (work: BulkWork, findingIds: string[]): Promise<BulkResult['results']> => {
    const params = { tenantId };
    if (work.kind === 'assign') {
      const { responsibility } = work;
      return (await assign.mutateAsync({ params, body: { findingIds, responsibility } })).data.results;
    }
    const command = work.kind === 'start' ? start : acknowledge;
    return (await command.mutateAsync({ params, body: { findingIds } })).data.results;
  };
  const run = async (work: BulkWork, ids: readonly string[], names: ReadonlyMap<string, string>) => {
    const results: BulkResult['results'] = [];
    setError(undefined);
    try {
      for (let at = 0; at < ids.length; at += PER_REQUEST) {
        setRunning({ done: at, of: ids.length });
        results.push(...(await send(work, ids.slice(at, at + PER_REQUEST))));
      }
    } catch (problem) {
      setError(problem);
    }
    setRunning(undefined);
    // A line that was refused shows what is true when the ledger is read again.
    if (work.kind === 'assign')
      window.setTimeout(
        () => void queries.invalidateQueries({ queryKey: ['findings.list'] }),
        LEDGER_FOLLOWS_MS,
      );
    if (results.length > 0) setOutcome({ work, results, names });
    return results;
  };
  return {
    running,
    outcome,
    error,
    begin: (work: BulkWork, lines: readonly LedgerLine[]) =>
      run(
        work,
        lines.map(({ id }) => id),
        new Map(lines.map(({ id, no, title }) => [id, `${no} ${title}`])),
      ),
    retry: (ids: readonly string[]) =>
      outcome ? run(outcome.work, ids, outcome.names) : Promise.resolve([]),
    forget: () => {
      setOutcome(undefined);
      setError(undefined);
    },
  };
};
