import type { OperationId } from '@xuncha/contracts';

/** What a command on one finding may change on screen. */
export const AFTER_FINDING: readonly OperationId[] = [
  'findings.get',
  'findings.list',
  'findings.events',
  'matters.ofFinding',
  'unitMeetings.get',
  'inbox.list',
  'overview.get',
  'effect.get',
  'tenants.list',
];
