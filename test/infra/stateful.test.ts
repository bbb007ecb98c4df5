import { describe, expect, test } from 'vitest';
import { STAGES } from '../../infra/stage-settings.ts';
import { TABLE_SCHEMA } from '../../packages/store/src/table-schema.ts';
import { ofType, type Resource, synthesise } from './synthesise.ts';

/** Types whose replacement or deletion loses something that cannot be deployed again. */
const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::KMS::Key'];

/**
 * Ids per stack. A changed id makes CloudFormation create an empty replacement: change this list only together
 * with a migration (`cdk refactor`) that moves the data.
 */
const PINNED = [
  'data/AccessLogs8B620ECA',
  'data/ArchiveBucket49F1AC64',
  'data/DataKey17AFBB84',
  'data/DataTableFDBAD0F2',
  'data/IntakeBucketDF3620F2',
  'data/SealKey94782D95',
  'data/VaultBucket0925C477',
  'web/ContentBucketDD05A3B9',
];
const PINNED_GLOBAL = [...PINNED, 'identity/Users0A0EEA89', 'web/ViewerLogs1DC89A75'].sort();

/** Synthesised while the file loads: on a busy machine a stage takes longer than a test may. */
const stages = new Map(STAGES.map(({ stage }) => [stage, synthesise(stage)]));

/** The observability stack only holds the key of messages in flight. */
function statefulOf(stage: string): readonly Resource[] {
  return (stages.get(stage)?.resources ?? []).filter(
    ({ Type, stack }) => STATEFUL.includes(Type) && stack !== 'observability',
  );
}

describe('stateful resources', () => {
  test.each([
    ['local', [...PINNED, 'web/ViewerLogs1DC89A75']],
    ['dev', PINNED_GLOBAL],
    ['prod', PINNED_GLOBAL],
    ['prod-cn', PINNED],
  ])('keep their logical ids in %s', (stage, pinned) => {
    const ids = statefulOf(stage).map(({ stack, logicalId }) => `${stack}/${logicalId}`);
    expect(ids.sort()).toEqual(pinned);
  });

  test.each(STAGES.map(({ stage }) => stage))('survive the deletion of their stack in %s', (stage) => {
    const lost = statefulOf(stage).filter(
      (resource) => resource.DeletionPolicy !== 'Retain' || resource.UpdateReplacePolicy !== 'Retain',
    );
    expect(lost.map(({ logicalId }) => logicalId)).toEqual([]);
  });
});

describe('the table', () => {
  const [table, ...others] = ofType(synthesise('prod'), 'AWS::DynamoDB::Table');

  test('is the only one and is built from TABLE_SCHEMA', () => {
    expect(others).toEqual([]);
    expect(table?.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: TABLE_SCHEMA.partitionKey, KeyType: 'HASH' },
        { AttributeName: TABLE_SCHEMA.sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: TABLE_SCHEMA.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...TABLE_SCHEMA.listFields] },
      })),
      StreamSpecification: { StreamViewType: TABLE_SCHEMA.stream },
      TimeToLiveSpecification: { AttributeName: TABLE_SCHEMA.timeToLive, Enabled: true },
    });
  });

  test('can be restored and is encrypted with our key', () => {
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
  });
});

describe('buckets', () => {
  const buckets = ofType(synthesise('prod'), 'AWS::S3::Bucket');
  const named = (name: string) => buckets.find(({ logicalId }) => logicalId.startsWith(name))?.Properties;

  test('are closed to the public and to plain HTTP', () => {
    const policies = JSON.stringify(
      ofType(synthesise('prod'), 'AWS::S3::BucketPolicy').map(({ Properties }) => Properties),
    );
    for (const { logicalId, Properties } of buckets) {
      expect(Properties.PublicAccessBlockConfiguration, logicalId).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(policies).toContain(`"Bucket":{"Ref":"${logicalId}"}`);
    }
    expect(policies.match(/"aws:SecureTransport":"false"/g)).toHaveLength(buckets.length);
  });

  test('the vault keeps and locks every version', () => {
    expect(named('Vault')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 3653 } } },
    });
    expect(JSON.stringify(named('Vault'))).not.toContain('ExpirationInDays');
  });

  test('the intake empties itself and takes uploads from the web origin only', () => {
    expect(named('Intake')).toMatchObject({
      CorsConfiguration: {
        CorsRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['https://xuncha.example.com'] }],
      },
    });
    expect(JSON.stringify(named('Intake')?.LifecycleConfiguration)).toContain('"ExpirationInDays":7');
  });

  test('no rule removes archives: their kept work, from which they are built again, lies beside them', () => {
    expect(JSON.stringify(named('Archive')?.LifecycleConfiguration)).not.toContain('Expiration');
  });
});
