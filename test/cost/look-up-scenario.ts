import { projectSheets, SHEET_ROWS, SHEETS_PER_SEARCH } from '@xuncha/store';
import { personOf } from '../engine/api-event.ts';
import { seedAggregate, seedFinding } from '../engine/seed-finding.ts';
import { type CostScene, sha256 } from './scene.ts';
import { typicalFinding, typicalHead } from './typical-finding.ts';

/** A unit beside the scene's, of one size in every run: a sheet more than one request looks through. */
const UNIT = 'chaxun';
const LINES = (SHEETS_PER_SEARCH + 1) * SHEET_ROWS;
/** The same in every run, because a sheet is compressed: its size follows from the ids. Later than those of today. */
const fixedId = (of: string): string => `01z${sha256(new TextEncoder().encode(of)).slice(0, 23)}`;

/**
 * Findings named by an index sheet, in a unit with more sheets than one request reads: the most it costs. In smaller
 * units it reads fewer, in larger ones the cursor goes on (ADR 0020).
 */
export const lookUpFindings = async (scene: CostScene): Promise<void> => {
  const place = {
    ...scene.place,
    tenantId: UNIT,
    batchId: fixedId('batch'),
    departmentId: fixedId('department'),
  };
  const named = await Promise.all(
    [1, 2].map((order) => seedFinding(scene.table, typicalFinding(place, 'rectifying', order))),
  );
  const others = Array.from({ length: LINES - named.length }, (_, index) => {
    const head = typicalHead(place, index + named.length + 1, { state: 'rectifying' });
    return seedAggregate(
      { ...head, id: fixedId(`finding ${index}`), version: 1 },
      { measures: [], evidence: [] },
    ).finding;
  });
  await projectSheets(scene.table, UNIT, [...named, ...others]);
  const { items, next } = await scene.measure<{ readonly items: readonly unknown[]; readonly next?: string }>(
    'findings.lookUp',
    `2 findings found with 3 measures each, all ${SHEETS_PER_SEARCH} sheets of a request read`,
    {
      principal: personOf(UNIT, ['rectification_office'], { userId: 'office' }),
      params: { tenantId: UNIT },
      body: { findings: named.map(({ no }) => ({ no })) },
    },
  );
  if (items.length !== named.length || !next) throw new Error('the look-up must find both and go on');
};
