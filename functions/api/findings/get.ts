import { type FindingBody, missingForApplication, progressHistory, requestHistory } from '@xuncha/domain';
import { etagOf, type Handler, notFound } from '@xuncha/http';
import { openFinding } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { evidenceView } from '../evidence/evidence-view.ts';
import { caseView, courseView, headOf, timelineOf } from './finding-view.ts';
import { possibleFor } from './possible.ts';

const bodyView = ({ analysis, ...body }: FindingBody) => ({
  ...body,
  ...(analysis ? { analysis: { ...analysis, causes: [...analysis.causes] } } : {}),
});

/** The finding page: one Query. */
export const getFinding: Handler<'findings.get', ApiDeps> = async (call, { table }) => {
  const opened = await openFinding(table, call.scope, call.params.findingId);
  if (!opened) throw notFound();
  const { finding, body, measures, evidence, cases, trail, truncated } = opened;
  const working = finding.state === 'rectifying' || finding.state === 'continuous';
  return {
    body: {
      finding: headOf(finding, call.today),
      body: bodyView(body),
      measures: measures.map(({ reportedBy: _reportedBy, ...measure }) => ({
        ...measure,
        supportingDepartments: [...measure.supportingDepartments],
        stages: measure.stages && [...measure.stages],
      })),
      course: courseView(opened, call.today),
      reports: progressHistory(trail).map((entry) => ({ ...entry, evidenceIds: [...entry.evidenceIds] })),
      requests: requestHistory(trail).map((entry) => ({ ...entry, evidenceIds: [...entry.evidenceIds] })),
      evidence: evidence.map(evidenceView),
      cases: cases.map((closeoutCase) => caseView(closeoutCase, finding)),
      timeline: timelineOf(trail),
      timelineTruncated: truncated,
      missing: working ? missingForApplication(opened) : [],
      possible: possibleFor(opened, call.principal, call.actor),
    },
    etag: etagOf(finding.version),
  };
};
