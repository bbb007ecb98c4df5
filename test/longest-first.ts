import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take half a minute and more, the longest first. A clean clone has no record of earlier runs; one of these
 * started last would keep the other cores waiting for it, up to three minutes.
 */
const LONG = [
  'test/isolation/attacks',
  'test/journeys/calendar.test',
  'test/isolation/fuzz',
  'test/journeys/restricted-secrecy',
  'test/architecture/gates',
  'test/cost/large-tenant',
  'test/isolation/tenant-policies',
  'functions/jobs/broken-off',
  'test/browser/every-route',
  'test/browser/main-story',
  'test/browser/appearance',
  'test/browser/evidence-desk',
  'test/browser/stored-script',
  'test/browser/ledger',
  'test/browser/plan',
  'test/browser/unit-meetings',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const found = LONG.findIndex((name) => moduleId.includes(name));
  return found < 0 ? LONG.length : found;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
