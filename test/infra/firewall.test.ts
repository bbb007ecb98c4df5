import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ofType, synthesise } from './synthesise.ts';

// Synthesised while the file loads: on a busy machine a stage takes longer than a test may.
const STAGES = ['prod', 'prod-cn'] as const;
for (const stage of STAGES) synthesise(stage);

const aclSchema = z.looseObject({
  DefaultAction: z.unknown(),
  Rules: z.array(
    z.looseObject({
      Name: z.string(),
      Statement: z.looseObject({
        RateBasedStatement: z.looseObject({ Limit: z.number() }).optional(),
        ManagedRuleGroupStatement: z
          .looseObject({ RuleActionOverrides: z.array(z.looseObject({ Name: z.string() })).default([]) })
          .optional(),
      }),
      OverrideAction: z.unknown().optional(),
      VisibilityConfig: z.looseObject({ SampledRequestsEnabled: z.boolean() }),
    }),
  ),
  VisibilityConfig: z.looseObject({ SampledRequestsEnabled: z.boolean() }),
});
const firewallOf = (stage: (typeof STAGES)[number]) => {
  const [acl, ...others] = ofType(synthesise(stage), 'AWS::WAFv2::WebACL');
  expect(others).toEqual([]);
  return aclSchema.parse(acl?.Properties);
};

describe.each(STAGES)('the firewall of %s', (stage) => {
  test('stands before the API, and before the pages where they have an API of their own', () => {
    const guarded = ofType(synthesise(stage), 'AWS::WAFv2::WebACLAssociation');
    expect(guarded).toHaveLength(stage === 'prod-cn' ? 2 : 1);
  });

  test('counts the requests of each address first', () => {
    const [first] = firewallOf(stage).Rules;
    expect(first?.Statement.RateBasedStatement).toEqual({ AggregateKeyType: 'IP', Limit: 10_000 });
  });

  test('keeps no request: neither samples nor a log could show a token', () => {
    const { Rules, VisibilityConfig } = firewallOf(stage);
    const all = [VisibilityConfig, ...Rules.map((rule) => rule.VisibilityConfig)];
    expect(all.filter(({ SampledRequestsEnabled }) => SampledRequestsEnabled)).toEqual([]);
    expect(ofType(synthesise(stage), 'AWS::WAFv2::LoggingConfiguration')).toEqual([]);
  });
});

test('known attacks are blocked by the rule groups, and long Chinese texts are not', () => {
  const groups = firewallOf('prod').Rules.flatMap(({ Name, Statement, OverrideAction }) => {
    const group = Statement.ManagedRuleGroupStatement;
    return group
      ? [{ Name, OverrideAction, counted: group.RuleActionOverrides.map((rule) => rule.Name) }]
      : [];
  });
  const blocks = { OverrideAction: { None: {} } };
  expect(groups).toEqual([
    { Name: 'AWSManagedRulesAmazonIpReputationList', ...blocks, counted: [] },
    { Name: 'AWSManagedRulesKnownBadInputsRuleSet', ...blocks, counted: [] },
    {
      Name: 'AWSManagedRulesCommonRuleSet',
      ...blocks,
      counted: ['SizeRestrictions_BODY', 'GenericRFI_BODY'],
    },
  ]);
});

test('logs of the API name fields one by one, and no header among them', () => {
  for (const stage of STAGES)
    for (const { Properties } of ofType(synthesise(stage), 'AWS::ApiGateway::Stage')) {
      const text = JSON.stringify(Properties);
      expect(text).toContain('$context.');
      expect(text).not.toMatch(/authorization|\$input|\$method\.request|cookie/i);
      expect(text).not.toContain('"DataTraceEnabled":true');
    }
});
