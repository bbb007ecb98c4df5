import { OPERATIONS } from '@xuncha/contracts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ofType, synthesise } from './synthesise.ts';

const stage = synthesise('prod');
const referenced = (value: unknown) =>
  /"(?:Ref|Fn::GetAtt)":\[?"(\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(value))?.[1];

describe('stream consumers', () => {
  const mappings = new Map(
    ofType(stage, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => [
      referenced(Properties.FunctionName),
      Properties,
    ]),
  );

  test('are relay, projections and jobs', () => {
    expect([...mappings.keys()].sort()).toEqual([
      'PackFinding',
      'Projections',
      'Relay',
      'RunJob',
      'SendMessage',
    ]);
  });

  test.each([...mappings])('%s halves a failing batch and keeps what it cannot handle', (name, mapping) => {
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      StartingPosition: 'TRIM_HORIZON',
    });
    const destination = z
      .looseObject({ OnFailure: z.object({ Destination: z.json() }) })
      .parse(mapping.DestinationConfig);
    expect(referenced(destination.OnFailure.Destination), name).toMatch(/FeedDeadLetters$/);
  });

  test('see only the items they act on', () => {
    const kinds = (name: string) =>
      JSON.stringify(mappings.get(name)?.FilterCriteria)
        .match(/kind.{1,12}S.{1,6}\[[^\]]*\]/g)
        ?.map((text) => [...text.matchAll(/"([a-z]{4,})\\"/g)].map(([, kind]) => kind))
        .map((names) => names.filter((name) => name !== 'kind'));
    expect(kinds('Relay')).toEqual([['audit'], ['audit']]);
    expect(kinds('Projections')).toEqual([
      ['finding', 'matter', 'member', 'delegation', 'body'],
      ['finding', 'matter'],
      ['batch'],
      ['archive'],
      ['archive'],
    ]);
    expect(kinds('RunJob')).toEqual([['import', 'batch', 'hold', 'standards']]);
    expect(kinds('PackFinding')).toEqual([['audit']]);
    expect(kinds('SendMessage')).toEqual([['message']]);
  });

  test('projections get windows, so each event carries its shard id', () => {
    expect(mappings.get('Projections')).toMatchObject({ TumblingWindowInSeconds: 30 });
  });
});

test('every function that nobody waits for has a dead-letter queue', () => {
  const configs = ofType(stage, 'AWS::Lambda::EventInvokeConfig');
  expect(configs.map(({ Properties }) => referenced(Properties.FunctionName))).toEqual(['VerifyUpload']);
  expect(configs[0]?.Properties).toMatchObject({ DestinationConfig: { OnFailure: {} } });
  expect(ofType(stage, 'AWS::SQS::Queue')).toHaveLength(11);
});

test('an upload wakes its verifier', () => {
  const [notification, ...others] = ofType(stage, 'Custom::S3BucketNotifications');
  expect(others).toEqual([]);
  expect(JSON.stringify(notification?.Properties.BucketName)).toContain('IntakeBucket');
  expect(notification?.Properties.NotificationConfiguration).toMatchObject({
    LambdaFunctionConfigurations: [
      {
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 't/' }] } },
      },
    ],
  });
});

test('the sweep runs hourly for gate limits and every five minutes for the reconciler, the sealer hourly; vault check and archive expiry at night', () => {
  const rules = ofType(stage, 'AWS::Events::Rule').map(({ Properties }) => {
    const { ScheduleExpression, Targets } = z
      .looseObject({
        ScheduleExpression: z.string(),
        Targets: z.array(z.looseObject({ Input: z.string(), DeadLetterConfig: z.looseObject({}) })).length(1),
      })
      .parse(Properties);
    return [ScheduleExpression, JSON.parse(Targets[0]?.Input ?? '')];
  });
  expect(rules).toHaveLength(5);
  expect(rules).toEqual(
    expect.arrayContaining([
      ['rate(1 hour)', { task: 'gate-limits' }],
      ['rate(5 minutes)', { task: 'reconcile' }],
      ['rate(1 hour)', { task: 'seal' }],
      ['cron(10 17-21 * * ? *)', { task: 'check' }],
      ['cron(40 16 * * ? *)', { task: 'expire' }],
    ]),
  );
});

describe('functions', () => {
  const product = ofType(stage, 'AWS::Lambda::Function').filter(
    ({ logicalId }) => !/^(Custom|BucketNot)/.test(logicalId),
  );
  const KNOWN = new Set([
    'TABLE_NAME',
    'TENANT_ROLE_ARN',
    'HQ_TENANT',
    'INTAKE_BUCKET',
    'VAULT_BUCKET',
    'ARCHIVE_BUCKET',
    'ARCHIVE_DAYS',
    'CLOSEOUT_STATE_MACHINE_ARN',
    'PROVISIONING_STATE_MACHINE_ARN',
    'ARCHIVE_STATE_MACHINE_ARN',
    'OIDC_ISSUER',
    'OIDC_AUDIENCE',
    'REQUEST_LIMITS',
    'SEAL_KEY_ID',
    'MAIL_FROM',
    'SEAL_LOCK_DAYS',
    'OIDC_LOGIN_CLAIM',
    'UNIT_ISSUER_ORIGINS',
    'NODE_OPTIONS',
  ]);

  test.each(product.map(({ logicalId, Properties }) => [logicalId, Properties] as const))(
    '%s is Node 24 on arm64 with known settings only',
    (_, properties) => {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON' },
      });
      const { Environment } = z
        .looseObject({ Environment: z.object({ Variables: z.record(z.string(), z.json()) }) })
        .parse(properties);
      expect(Object.keys(Environment.Variables).filter((name) => !KNOWN.has(name))).toEqual([]);
    },
  );

  test('are the authorizer, one for each capability, three tasks of workflows, and eleven of events', () => {
    const capabilities = new Set(Object.values(OPERATIONS).map(({ capability }) => capability));
    expect(product).toHaveLength(1 + capabilities.size + 3 + 11);
  });
});
