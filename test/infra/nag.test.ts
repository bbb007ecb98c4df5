import { describe, expect, test } from 'vitest';
import { ACKNOWLEDGEMENTS, acknowledgementOf } from '../../infra/acknowledgements.ts';
import { STAGES } from '../../infra/stage-settings.ts';
import { synthesise } from './synthesise.ts';

describe('cdk-nag AwsSolutions', () => {
  // Synthesis itself throws when the plugin reports a violation; this names it readably and covers warnings.
  test.each(STAGES.map(({ stage }) => stage))('has no open finding in %s', (stage) => {
    const open = synthesise(stage).findings.filter(
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
    const findings = STAGES.flatMap(({ stage }) => synthesise(stage).findings);
    const used = new Set(findings.map(({ rule, constructPath }) => acknowledgementOf(rule, constructPath)));
    expect(ACKNOWLEDGEMENTS.filter((entry) => !used.has(entry))).toEqual([]);
    for (const { reason } of ACKNOWLEDGEMENTS) expect(reason.length).toBeGreaterThan(40);
  });
});
