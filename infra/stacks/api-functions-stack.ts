import type { OPERATIONS } from '@xuncha/contracts';
import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ProductFunction } from '../constructs/product-function.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';

export interface ApiFunctionsStackProps extends ProductStackProps {
  readonly data: DataStack;
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

/**
 * One function per capability of the API. In a stack of their own: a stack holds 500 resources, and each route of the API
 * takes one or two of them.
 */
export class ApiFunctionsStack extends Stack {
  readonly handlers: ReadonlyMap<string, ProductFunction>;

  constructor(scope: Construct, id: string, props: ApiFunctionsStackProps) {
    super(scope, id, props);
    this.handlers = new Map(
      Object.entries(CAPABILITIES).map(([capability, needs]) => [
        capability,
        this.#createHandler(capability, needs, props),
      ]),
    );
  }

  #createHandler(
    capability: string,
    needs: CapabilityNeeds,
    { data, settings }: ApiFunctionsStackProps,
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
}
