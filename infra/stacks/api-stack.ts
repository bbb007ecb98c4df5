import { OPERATIONS } from '@xuncha/contracts';
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { firewallRules } from '../constructs/firewall-rules.ts';
import { API_STAGE, OperationApi } from '../constructs/operation-api.ts';
import { ProductFunction } from '../constructs/product-function.ts';
import type { FirewallLevel, StageSettings } from '../stage-settings.ts';
import type { TokenSource } from '../token-source.ts';
import type { AccessStack } from './access-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';

export interface ApiStackProps extends ProductStackProps {
  readonly data: DataStack;
  readonly access: AccessStack;
  readonly tokens: TokenSource;
}

type Capability = (typeof OPERATIONS)[keyof typeof OPERATIONS]['capability'];

interface CapabilityNeeds {
  readonly purpose: string;
  readonly environment?: (data: DataStack, settings: StageSettings) => Record<string, string>;
  readonly timeout?: Duration;
}

/**
 * What each capability's function needs beyond the table. None has rights to data of its own: it works with the session
 * that the authorizer hands over with each request.
 */
const CAPABILITIES: Readonly<Record<Capability, CapabilityNeeds>> = {
  identity: { purpose: 'Who am I, my inbox, delegations' },
  tenants: {
    purpose: 'Provisioning, organisation, members and settings of subsidiaries',
    environment: (_data, { unitIssuerOrigins }) => ({
      UNIT_ISSUER_ORIGINS: JSON.stringify(unitIssuerOrigins),
    }),
  },
  findings: { purpose: 'Findings, measures, progress and lists' },
  documents: {
    purpose: 'Plans and lists as Word and Excel',
    // 1,000 findings are read in a second and written in two; a plan of 5,000 is still inside.
    timeout: Duration.seconds(28),
  },
  plans: { purpose: 'Plans: drafting, approval in versions, lists, acceptance standards' },
  closeouts: { purpose: 'Close-out cases, decisions and meetings' },
  imports: {
    purpose: 'Ledger imports: registration, preview, commit, undo',
    environment: (data) => ({
      INTAKE_BUCKET: data.intake.bucketName,
      VAULT_BUCKET: data.vault.bucketName,
    }),
  },
  evidence: {
    purpose: 'Evidence registration, upload and download addresses',
    environment: (data) => ({
      INTAKE_BUCKET: data.intake.bucketName,
      VAULT_BUCKET: data.vault.bucketName,
    }),
  },
  matters: {
    purpose: 'Matters: plans, orders, duties, meetings and their papers',
    environment: (data) => ({
      INTAKE_BUCKET: data.intake.bucketName,
      VAULT_BUCKET: data.vault.bucketName,
    }),
  },
  supervision: { purpose: 'Supervision orders, talks, recurrences, gates and their rules' },
  reports: { purpose: 'Reports a unit owes: drafts, Word, handing in and decisions' },
  restricted: { purpose: 'Restricted matters: interviews, briefings, individual feedback, clue referrals' },
  archives: {
    purpose: 'Archive exports: request, progress, download address',
    environment: (data) => ({
      ARCHIVE_BUCKET: data.archive.bucketName,
      VAULT_BUCKET: data.vault.bucketName,
    }),
  },
};

/** The REST API: authorizer, one function per capability, routes from the operation table, firewall. */
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
    const handlers = new Map(
      Object.entries(CAPABILITIES).map(([capability, needs]) => [
        capability,
        this.#createHandler(capability, needs, props),
      ]),
    );
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

  #createHandler(
    capability: string,
    needs: CapabilityNeeds,
    { data, settings }: ApiStackProps,
  ): ProductFunction {
    const name = capability.charAt(0).toUpperCase() + capability.slice(1);
    const handler = new ProductFunction(this, name, {
      entry: `functions/api/${capability}/${capability}.lambda.ts`,
      purpose: needs.purpose,
      environment: {
        TABLE_NAME: data.table.tableName,
        HQ_TENANT: settings.hqTenant,
        ...needs.environment?.(data, settings),
      },
      logRetention: settings.logRetention,
      timeout: needs.timeout,
    });
    return handler;
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
