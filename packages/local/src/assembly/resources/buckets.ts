import { z } from 'zod';
import type { BucketModel, BucketNotification } from '../model.ts';
import { type ResolvedResource, type ResourceIndex, readProperties } from '../resource-index.ts';
import { nameOfFunction } from './functions.ts';

const filterRules = z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]);
const flag = z.union([z.boolean(), z.string().transform((text) => text === 'true')]);
const strings = z.array(z.string()).default([]);

const bucketSchema = z.looseObject({
  VersioningConfiguration: z.looseObject({ Status: z.string() }).optional(),
  ObjectLockEnabled: flag.default(false),
  ObjectLockConfiguration: z
    .looseObject({
      Rule: z
        .looseObject({
          DefaultRetention: z.looseObject({
            Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
            Days: z.coerce.number().optional(),
            Years: z.coerce.number().optional(),
          }),
        })
        .optional(),
    })
    .optional(),
  BucketEncryption: z
    .looseObject({
      ServerSideEncryptionConfiguration: z.array(
        z.looseObject({
          BucketKeyEnabled: flag.default(false),
          ServerSideEncryptionByDefault: z
            .looseObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() })
            .optional(),
        }),
      ),
    })
    .optional(),
  CorsConfiguration: z
    .looseObject({
      CorsRules: z.array(
        z.looseObject({
          AllowedOrigins: strings,
          AllowedMethods: strings,
          AllowedHeaders: strings,
          ExposedHeaders: strings,
          MaxAge: z.coerce.number().optional(),
        }),
      ),
    })
    .optional(),
  LifecycleConfiguration: z
    .looseObject({
      Rules: z.array(
        z.looseObject({
          Status: z.string(),
          Prefix: z.string().optional(),
          ExpirationInDays: z.coerce.number().optional(),
        }),
      ),
    })
    .optional(),
  NotificationConfiguration: z
    .looseObject({
      LambdaConfigurations: z
        .array(
          z.looseObject({
            Event: z.string(),
            Function: z.string(),
            Filter: z.looseObject({ S3Key: z.looseObject({ Rules: filterRules }) }).optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});

const customNotificationSchema = z.looseObject({
  BucketName: z.string(),
  NotificationConfiguration: z.looseObject({
    LambdaFunctionConfigurations: z
      .array(
        z.looseObject({
          Id: z.string().optional(),
          Events: z.array(z.string()),
          LambdaFunctionArn: z.string(),
          Filter: z.looseObject({ Key: z.looseObject({ FilterRules: filterRules }) }).optional(),
        }),
      )
      .default([]),
    QueueConfigurations: z.array(z.json()).max(0).default([]),
    TopicConfigurations: z.array(z.json()).max(0).default([]),
  }),
});

const DAYS_PER_YEAR = 365;

function affix(rules: z.infer<typeof filterRules>, name: 'prefix' | 'suffix'): string {
  return rules.find((rule) => rule.Name.toLowerCase() === name)?.Value ?? '';
}

/** CDK sets notifications through a custom resource, so that bucket and function don't depend on each other. */
function customNotifications(index: ResourceIndex): Map<string, BucketNotification[]> {
  const byBucket = new Map<string, BucketNotification[]>();
  for (const resource of index.ofType('Custom::S3BucketNotifications')) {
    const { BucketName, NotificationConfiguration } = readProperties(resource, customNotificationSchema);
    const list = byBucket.get(BucketName) ?? [];
    for (const entry of NotificationConfiguration.LambdaFunctionConfigurations) {
      const rules = entry.Filter?.Key.FilterRules ?? [];
      list.push({
        id: entry.Id ?? resource.logicalId,
        events: entry.Events,
        functionName: nameOfFunction(entry.LambdaFunctionArn),
        prefix: affix(rules, 'prefix'),
        suffix: affix(rules, 'suffix'),
      });
    }
    byBucket.set(BucketName, list);
  }
  return byBucket;
}

function readBucket(resource: ResolvedResource, custom: readonly BucketNotification[]): BucketModel {
  const bucket = readProperties(resource, bucketSchema);
  const [encryption] = bucket.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const retention = bucket.ObjectLockConfiguration?.Rule?.DefaultRetention;
  const keyArn = encryption?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
  return {
    name: resource.name,
    arn: resource.arn,
    logicalId: resource.logicalId,
    key: keyArn === undefined ? undefined : { arn: keyArn, perBucket: encryption?.BucketKeyEnabled ?? false },
    versioning: bucket.VersioningConfiguration?.Status === 'Enabled',
    objectLock: bucket.ObjectLockEnabled,
    encryption: encryption?.ServerSideEncryptionByDefault?.SSEAlgorithm === 'aws:kms' ? 'aws:kms' : 'AES256',
    defaultRetention: retention && {
      mode: retention.Mode,
      days: retention.Days ?? (retention.Years ?? 0) * DAYS_PER_YEAR,
    },
    cors: (bucket.CorsConfiguration?.CorsRules ?? []).map((rule) => ({
      allowedOrigins: rule.AllowedOrigins,
      allowedMethods: rule.AllowedMethods,
      allowedHeaders: rule.AllowedHeaders,
      exposedHeaders: rule.ExposedHeaders,
      maxAgeSeconds: rule.MaxAge,
    })),
    expirations: (bucket.LifecycleConfiguration?.Rules ?? []).flatMap((rule) =>
      rule.Status === 'Enabled' && rule.ExpirationInDays !== undefined
        ? [{ prefix: rule.Prefix ?? '', days: rule.ExpirationInDays }]
        : [],
    ),
    notifications: [
      ...(bucket.NotificationConfiguration?.LambdaConfigurations ?? []).map((entry) => {
        const rules = entry.Filter?.S3Key.Rules ?? [];
        return {
          id: resource.logicalId,
          events: [entry.Event],
          functionName: nameOfFunction(entry.Function),
          prefix: affix(rules, 'prefix'),
          suffix: affix(rules, 'suffix'),
        };
      }),
      ...custom,
    ],
  };
}

export function readBuckets(index: ResourceIndex): BucketModel[] {
  const custom = customNotifications(index);
  return index
    .ofType('AWS::S3::Bucket')
    .map((resource) => readBucket(resource, custom.get(resource.name) ?? []));
}
