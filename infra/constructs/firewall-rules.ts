import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { FirewallLevel } from '../stage-settings.ts';

/**
 * Requests per address in five minutes. A whole company often shares one address: 300 people × 5 calls a minute ×
 * 5 minutes = 7,500, and a third more as headroom.
 */
const REQUESTS_PER_ADDRESS = 10_000;

/** AWS's rule groups, in order, with the rules of each that only count. */
const MANAGED_GROUPS: readonly { readonly name: string; readonly countOnly: readonly string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
  // Bodies over 8 kB are normal here: a batch of 100 decisions, minutes of a meeting. The functions have their own
  // limit, and API Gateway's is 10 MB. Findings quote addresses of intranet systems (http://10.…), which another rule
  // takes for a remote file to be included: nothing here fetches what a body names.
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: ['SizeRestrictions_BODY', 'GenericRFI_BODY'] },
];

/** Rules of the API's web ACL. */
export function firewallRules(level: Exclude<FirewallLevel, 'off'>): CfnWebACL.RuleProperty[] {
  const groups = level === 'managed' ? MANAGED_GROUPS.map(managedGroup) : [];
  return [
    {
      name: 'rate-per-address',
      priority: 0,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: REQUESTS_PER_ADDRESS } },
      visibilityConfig: visibility('rate-per-address'),
    },
    ...groups,
  ];
}

function managedGroup(
  { name, countOnly }: (typeof MANAGED_GROUPS)[number],
  position: number,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority: position + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** Metrics without request samples: a sampled request would show a bearer token. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
