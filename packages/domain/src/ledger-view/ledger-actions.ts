import { authorize, covers, type Principal } from '../authz/authorize.ts';
import type { Action } from '../authz/matrix.ts';
import { ASSIGNABLE_STATES } from '../finding/feedback.ts';
import type { FindingState } from '../finding/finding.ts';
import type { LedgerRow } from './ledger-row.ts';

/** Operations the ledger offers for one line or many at once. */
export const LEDGER_ACTIONS = ['findings.acknowledge', 'findings.assign', 'findings.start'] as const;
export type LedgerAction = (typeof LEDGER_ACTIONS)[number];

const RULES: Readonly<
  Record<LedgerAction, { readonly action: Action; readonly states: readonly FindingState[] }>
> = {
  'findings.acknowledge': { action: 'finding.acknowledge', states: ['delivered'] },
  'findings.assign': { action: 'finding.assign', states: ASSIGNABLE_STATES },
  'findings.start': { action: 'finding.start', states: ['acknowledged', 'planning'] },
};

/**
 * What this person may do with a line, as far as the line tells: the command itself asks again, and knows more (whether
 * there are measures, who answers).
 */
export const ledgerActionsFor = (principal: Principal, tenantId: string) => {
  const granted = LEDGER_ACTIONS.flatMap((operation) => {
    const scope = authorize(principal, RULES[operation].action, tenantId);
    return scope.ok ? [{ operation, scope: scope.value, states: RULES[operation].states }] : [];
  });
  return (row: Pick<LedgerRow, 'batchId' | 'departmentId' | 'state'>): LedgerAction[] =>
    granted
      .filter(({ scope, states }) => states.includes(row.state) && covers(scope, row))
      .map(({ operation }) => operation);
};
