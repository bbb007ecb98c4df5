import { OPERATIONS } from '@xuncha/contracts';
import { Stack } from 'aws-cdk-lib';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { firewallRules } from '../constructs/firewall-rules.ts';
import { API_STAGE, OperationApi } from '../constructs/operation-api.ts';
import { ProductFunction } from '../constructs/product-function.ts';
import type { FirewallLevel } from '../stage-settings.ts';
import type { TokenSource } from '../token-source.ts';
import type { AccessStack } from './access-stack.ts';
import type { ApiFunctionsStack } from './api-functions-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';

export interface ApiStackProps extends ProductStackProps {
  readonly data: DataStack;
  readonly access: AccessStack;
  readonly tokens: TokenSource;
  /** The function of each capability. */
  readonly functions: ApiFunctionsStack;
}

/** The REST API: authorizer, routes from the operation table to the functions of the capabilities, firewall. */
export class ApiStack extends Stack {
  readonly rest: OperationApi;
  readonly authorizer: ProductFunction;
  readonly functions: readonly ProductFunction[];
  /** ARN of the web ACL, where the stage has one. */
  readonly firewallArn: string | undefined;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const authorizer = this.#createAuthorizer(props);
    this.authorizer = authorizer;
    const { handlers } = props.functions;
    this.rest = new OperationApi(this, 'Rest', {
      operations: Object.entries(OPERATIONS).map(([id, operation]) => ({ id, ...operation })),
      authorizer,
      handlers,
      throttle: settings.throttle,
      logRetention: settings.logRetention,
      defaultEndpoint: settings.partition === 'aws',
    });
    this.functions = [authorizer, ...handlers.values()];
    this.firewallArn = settings.firewall === 'off' ? undefined : this.#addFirewall(settings.firewall);
  }

  #createAuthorizer({ data, access, tokens, settings }: ApiStackProps): ProductFunction {
    const authorizer = new ProductFunction(this, 'AuthorizerFunction', {
      entry: 'functions/authorizer/authorizer.lambda.ts',
      purpose: 'Verifies the token, loads the membership and opens its session',
      opensSessionsOf: access.people,
      environment: {
        TABLE_NAME: data.table.tableName,
        HQ_TENANT: settings.hqTenant,
        REQUEST_LIMITS: JSON.stringify(settings.requestLimits),
        OIDC_ISSUER: tokens.issuer,
        OIDC_AUDIENCE: tokens.audience,
        OIDC_LOGIN_CLAIM: tokens.loginClaim,
        UNIT_ISSUER_ORIGINS: JSON.stringify(settings.unitIssuerOrigins),
      },
      logRetention: settings.logRetention,
    });
    data.table.grantMemberships(authorizer, settings.hqTenant);
    data.table.grantRateBuckets(authorizer);
    return authorizer;
  }

  #addFirewall(level: Exclude<FirewallLevel, 'off'>): string {
    const acl = new CfnWebACL(this, 'Firewall', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: firewallRules(level),
      visibilityConfig: {
        cloudWatchMetricsEnabled: true,
        metricName: 'firewall',
        sampledRequestsEnabled: false,
      },
    });
    new CfnWebACLAssociation(this, 'FirewallAssociation', {
      webAclArn: acl.attrArn,
      resourceArn: this.rest.api.deploymentStage.stageArn,
    });
    return acl.attrArn;
  }

  /** Host of the API's own endpoint, behind which `/v1` is the stage. */
  get host(): string {
    return `${this.rest.api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`;
  }

  get stagePath(): string {
    return `/${API_STAGE}`;
  }
}
