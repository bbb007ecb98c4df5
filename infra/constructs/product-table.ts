import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TABLE_SCHEMA } from '../../packages/store/src/table-schema.ts';
import { requireWideRight } from '../rights-over-all-tenants.ts';

/** Item actions of a reader. No Scan and no PartiQL, here or anywhere: a request path never needs them. */
const READ_ACTIONS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];

/** Item actions of a writer; TransactWriteItems is allowed through the actions of its parts. */
const WRITE_ACTIONS = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
];

/** What DynamoDB does with a customer-managed key on behalf of the caller. */
const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** The one table, built from TABLE_SCHEMA, with the grants its users may have. */
export class ProductTable extends Construct {
  readonly table: Table;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, props: { readonly key: IKey }) {
    super(scope, id);
    this.#key = props.key;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: TABLE_SCHEMA.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE_SCHEMA.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE_SCHEMA.timeToLive,
      stream: StreamViewType[TABLE_SCHEMA.stream],
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of TABLE_SCHEMA.indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
        sortKey: { name: index.sortKey, type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...TABLE_SCHEMA.listFields],
      });
    }
  }

  get tableName(): string {
    return this.table.tableName;
  }

  get tableArn(): string {
    return this.table.tableArn;
  }

  /** Indexes one by one: `index/*` would also cover one that is added for another purpose. */
  get indexArns(): string[] {
    return TABLE_SCHEMA.indexes.map((index) => `${this.table.tableArn}/index/${index.name}`);
  }

  /** ARN of the key that encrypts the table. */
  get keyArn(): string {
    return this.#key.keyArn;
  }

  /** What a user of the table needs of its key. */
  get keyActions(): string[] {
    return [...KEY_ACTIONS];
  }

  /** ARN of the change stream, which ProductTable always has. */
  get streamArn(): string {
    const arn = this.table.tableStreamArn;
    if (arn === undefined) throw new Error('The table has no stream');
    return arn;
  }

  /** Read and write items of all tenants, read their indexes. */
  grantEveryTenant(fn: IFunction): void {
    requireWideRight(fn.node.id, 'items');
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...READ_ACTIONS, ...WRITE_ACTIONS],
        resources: [this.tableArn, ...this.indexArns],
      }),
    );
    this.#grantKey(fn);
  }

  /**
   * Read the memberships of people who sign in, in the login directory and in the tenants themselves, and HQ's register
   * of issuers: who somebody is is asked before any tenant is known. Nothing else of a tenant, and no index.
   */
  grantMemberships(fn: IFunction, hqTenant: string): void {
    requireWideRight(fn.node.id, 'memberships');
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [this.tableArn],
        conditions: {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': ['LOGIN#*', 'T#*#TENANT', `T#${hqTenant}#ISSUERS`],
          },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    this.#grantKey(fn);
  }

  /** Debit the request buckets of tenants: one kind of item, outside of every tenant's keys. */
  grantRateBuckets(fn: IFunction): void {
    requireWideRight(fn.node.id, 'memberships');
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [this.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RATE#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    this.#grantKey(fn);
  }

  /** Consume the change stream. */
  grantStream(fn: IFunction): void {
    requireWideRight(fn.node.id, 'changes');
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [this.streamArn],
      }),
    );
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:ListStreams'],
        resources: [`${this.table.tableArn}/stream/*`],
      }),
    );
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.#key.keyArn] }),
    );
  }

  #grantKey(fn: IFunction): void {
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: KEY_ACTIONS, resources: [this.#key.keyArn] }),
    );
  }
}
