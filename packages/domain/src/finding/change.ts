import type { CloseoutCase } from '../closeout/case.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Finding, FindingBody, Measure } from './finding.ts';

/**
 * What one command does to one finding: the new head, the items rewritten beside it, and exactly one audit event.
 * The store commits it as one transaction; version and chain fields of the head are filled in there.
 */
export interface FindingChange {
  readonly finding: Finding;
  readonly body?: FindingBody;
  readonly measures?: readonly Measure[];
  readonly evidence?: readonly Evidence[];
  readonly cases?: readonly CloseoutCase[];
  readonly event: { readonly type: FindingEventType; readonly data: Readonly<Record<string, unknown>> };
}

/** Types of the events in a finding's chain; the timeline has a Chinese sentence for each. */
export const FINDING_EVENTS = [
  'finding.imported',
  'finding.edited',
  'finding.delivered',
  'finding.withdrawn',
  'finding.acknowledged',
  'finding.objected',
  'finding.objection_answered',
  'finding.assigned',
  'finding.analysed',
  'finding.started',
  'finding.split',
  'finding.created_by_split',
  'finding.merged',
  'finding.created_by_merge',
  'finding.reopened',
  'finding.limit_moved',
  'finding.alerted',
  'finding.alert_rule_set',
  'finding.green_channel_opened',
  'finding.green_channel_ended',
  'measure.added',
  'measure.edited',
  'measure.withdrawn',
  'measure.reported',
  'stage.accepted',
  'stage.returned',
  'extension.asked',
  'extension.approved',
  'extension.refused',
  'extension.withdrawn',
  'evidence.registered',
  'evidence.verified',
  'evidence.refused',
  'evidence.renewed',
  'evidence.withdrawn',
  'evidence.kept',
  'evidence.referred',
  'evidence.held',
  'evidence.released',
  'closeout.applied',
  'closeout.gate_opened',
  'closeout.decided',
  'closeout.withdrawn',
  'closeout.reminded',
  'closeout.escalated',
  'closeout.resumed',
] as const;
export type FindingEventType = (typeof FINDING_EVENTS)[number];
