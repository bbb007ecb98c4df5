import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';

/** A finding of cdk-nag that stays, and why. */
export interface Acknowledgement {
  /** Rule with its finding, such as `AwsSolutions-IAM5[Resource::*]`. */
  readonly finding: RegExp;
  /** Construct path behind the stage's stack prefix, such as `events/SweepRole/…`. */
  readonly construct: RegExp;
  readonly reason: string;
}

/**
 * Everything cdk-nag finds and we keep. The findings of IAM5 carry the resolved resource, which for another
 * stack's resource exists only at the end of synthesis; `Validations.acknowledge` wants it at construction, so the
 * list is applied here instead. A test fails for an entry that matches nothing any more.
 */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    finding:
      /^AwsSolutions-IAM5\[Resource::.*(Intake|Vault|Archive)Bucket.*\/t\/<aws:PrincipalTag\/tenantId>\/\*\]$/,
    construct: /^access\/Tenant(Worker)?Role\/DefaultPolicy/,
    reason: "Everything under the prefix of the session's tenant, and nothing beside it.",
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::.*DataTable.*\/stream\/\*\]$/,
    construct: /^events\/(Relay|Projections|RunJob|PackFinding|SendMessage)Role\/DefaultPolicy/,
    reason: 'ListStreams is checked against all streams of the one table; reading names the stream itself.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:aws(-cn)?:states:.*:execution:.*:\*\]$/,
    construct: /^events\/SweepRole\/DefaultPolicy/,
    reason: 'Executions are named by case and attempt; the ARN is bound to one state machine.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    construct: /^workflow\/(Closeout|Provisioning|ArchiveExport)Role\/DefaultPolicy/,
    reason:
      'Vended log delivery and X-Ray have no resource to name; the service reference gives * for each action.',
  },
  {
    finding: /^AwsSolutions-IAM4\[.*AmazonAPIGatewayPushToCloudWatchLogs\]$/,
    construct: /^api\/Rest\/Api\/CloudWatchRole/,
    reason: 'The account-wide role of API Gateway; AWS documents exactly this managed policy for it.',
  },
  {
    finding: /^AwsSolutions-APIG2$/,
    construct: /^(api\/Rest\/Api|web\/Pages)\/Resource/,
    reason:
      'Requests are validated in the functions by the schemas of the contract, which also make the API document; the pages take no input.',
  },
  {
    finding: /^AwsSolutions-COG4$/,
    construct: /^api\/Rest\/Api\/Default\//,
    reason: 'The authorizer accepts any OIDC provider, Cognito included, and adds the membership check.',
  },
  {
    finding: /^AwsSolutions-(APIG4|COG4)$/,
    construct: /^web\/Pages\/Default\//,
    reason: 'The pages are public program text without data; a person signs in from them.',
  },
  {
    finding: /^AwsSolutions-APIG3$/,
    construct: /^api\/Rest\/Api\/DeploymentStage/,
    reason: 'Only development and one-machine stages run without the firewall, to save its fixed cost.',
  },
  {
    finding: /^AwsSolutions-SQS3$/,
    construct: /^events\/.*DeadLetters/,
    reason:
      'This queue is the dead-letter queue, of a stream, a schedule or an asynchronous call, not of a queue.',
  },
  {
    finding: /^AwsSolutions-IAM4\[.*AWSLambdaBasicExecutionRole\]$/,
    construct: /^(events\/BucketNotificationsHandler|web\/Custom::CDKBucketDeployment)/,
    reason:
      "CDK's own deployment-time function; its role is not ours to build and it handles no product data.",
  },
  {
    finding: /^AwsSolutions-IAM5\[/,
    construct: /^web\/Custom::CDKBucketDeployment/,
    reason:
      "CDK's deployment-time function copies the build from CDK's asset bucket to the web bucket and clears the cache.",
  },
  {
    finding: /^AwsSolutions-L1$/,
    construct: /^web\/Custom::CDKBucketDeployment/,
    reason: "The runtime of CDK's own function comes with the CDK version.",
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::<ContentBucket\w+\.Arn>\/\*\]$/,
    construct: /^web\/PagesRole\/DefaultPolicy/,
    reason: 'The web bucket holds nothing but the public pages.',
  },
  {
    finding: /^AwsSolutions-CFR1$/,
    construct: /^web\/Distribution/,
    reason: 'Groups work abroad (B01 overseas inspections); sign-in decides who gets in, not the country.',
  },
  {
    finding: /^AwsSolutions-CFR2$/,
    construct: /^web\/Distribution/,
    reason: 'The distribution serves static pages; the API behind it has its own web ACL in its region.',
  },
  {
    finding: /^AwsSolutions-CFR4$/,
    construct: /^web\/Distribution/,
    reason: "Only a stage without its own certificate: CloudFront's default one fixes the protocol version.",
  },
];

/** `xuncha-prod-cn-events/SweepRole/…` → `events/SweepRole/…`. */
function pathInStage(constructPath: string): string {
  return constructPath.replace(/^[^/]*-(\w+)/, '$1');
}

/** The acknowledgement that covers a finding at a construct, if any. */
export function acknowledgementOf(finding: string, constructPath: string): Acknowledgement | undefined {
  const path = pathInStage(constructPath);
  return ACKNOWLEDGEMENTS.find((entry) => entry.finding.test(finding) && entry.construct.test(path));
}

/** cdk-nag's AWS Solutions rules, less what is acknowledged above. */
export class AcknowledgedSolutionsChecks implements IPolicyValidationPlugin {
  readonly name = 'AwsSolutions';
  readonly #checks: AwsSolutionsChecks;

  constructor(scope: Construct) {
    this.#checks = new AwsSolutionsChecks(scope);
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = this.#checks.validate(context).violations.flatMap((violation) => {
      const remaining = violation.violatingResources.filter(
        ({ constructPath }) => acknowledgementOf(violation.ruleName, constructPath ?? '') === undefined,
      );
      return remaining.length === 0 ? [] : [{ ...violation, violatingResources: remaining }];
    });
    return { success: violations.length === 0, violations };
  }
}
