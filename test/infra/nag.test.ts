import { describe, expect, test } from 'vitest';
import { ACKNOWLEDGEMENTS, acknowledgementOf } from '../../infra/acknowledgements.ts';
import { STAGES } from '../../infra/stage-settings.ts';
import { synthesise } from './synthesise.ts';

// Synthesised while the file loads: on a busy machine a stage takes longer than a test may.
const stages = new Map(STAGES.map(({ stage }) => [stage, synthesise(stage)]));

describe('cdk-nag AwsSolutions', () => {
  // Synthesis itself throws when the plugin reports a violation; this names it readably and covers warnings.
  test.each([...stages])('has no open finding in %s', (_, { findings }) => {
    const open = findings.filter(
      ({ rule, constructPath }) => acknowledgementOf(rule, constructPath) === undefined,
    );
    expect(open).toEqual([]);
  });

  test('an unknown finding is not acknowledged', () => {
    expect(
      acknowledgementOf('AwsSolutions-IAM5[Resource::*]', 'xuncha-dev-events/RelayRole/DefaultPolicy'),
    ).toBe(undefined);
  });

  test('every acknowledgement still covers something and gives a reason', () => {
    const findings = [...stages.values()].flatMap(({ findings }) => findings);
    const used = new Set(findings.map(({ rule, constructPath }) => acknowledgementOf(rule, constructPath)));
    expect(ACKNOWLEDGEMENTS.filter((entry) => !used.has(entry))).toEqual([]);
    for (const { reason } of ACKNOWLEDGEMENTS) expect(reason.length).toBeGreaterThan(40);
  });
});
