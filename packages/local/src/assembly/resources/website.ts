import { z } from 'zod';
import type { SiteSource, WebsiteModel } from '../model.ts';
import { type ResourceIndex, readProperties } from '../resource-index.ts';
import { type AssetPaths, assetPath } from './functions.ts';

const strings = z.array(z.string()).default([]);

const deploymentSchema = z.looseObject({
  SourceObjectKeys: z.array(z.string()),
  SourceMarkers: z.array(z.record(z.string(), z.coerce.string())).default([]),
  DestinationBucketKeyPrefix: z.string().default(''),
  SystemMetadata: z.record(z.string(), z.string()).default({}),
  Include: strings,
  Exclude: strings,
});

const flag = z.union([z.boolean(), z.string().transform((text) => text === 'true')]);
const headersPolicySchema = z.looseObject({
  ResponseHeadersPolicyConfig: z.looseObject({
    SecurityHeadersConfig: z
      .looseObject({
        ContentSecurityPolicy: z.looseObject({ ContentSecurityPolicy: z.string() }).optional(),
        ContentTypeOptions: z.looseObject({}).optional(),
        FrameOptions: z.looseObject({ FrameOption: z.string() }).optional(),
        ReferrerPolicy: z.looseObject({ ReferrerPolicy: z.string() }).optional(),
        XSSProtection: z.looseObject({ Protection: flag }).optional(),
      })
      .optional(),
    CustomHeadersConfig: z
      .looseObject({ Items: z.array(z.looseObject({ Header: z.string(), Value: z.string() })) })
      .optional(),
  }),
});

function readSources(index: ResourceIndex, assets: AssetPaths): SiteSource[] {
  return index.ofType('Custom::CDKBucketDeployment').flatMap((resource) => {
    const deployment = readProperties(resource, deploymentSchema);
    return deployment.SourceObjectKeys.map((key, position) => ({
      directory: assetPath(resource, assets, key),
      replacements: deployment.SourceMarkers[position] ?? {},
      prefix: deployment.DestinationBucketKeyPrefix,
      cacheControl: deployment.SystemMetadata['cache-control'],
      include: deployment.Include,
      exclude: deployment.Exclude,
    }));
  });
}

/**
 * Response headers of the distribution. `Strict-Transport-Security` is left out: browsers ignore it over plain
 * HTTP, which is what one machine speaks.
 */
export function readWebsite(index: ResourceIndex, assets: AssetPaths): WebsiteModel {
  const headers: Record<string, string> = {};
  let contentSecurityPolicy: string | undefined;
  for (const resource of index.ofType('AWS::CloudFront::ResponseHeadersPolicy')) {
    const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = readProperties(
      resource,
      headersPolicySchema,
    ).ResponseHeadersPolicyConfig;
    contentSecurityPolicy = security?.ContentSecurityPolicy?.ContentSecurityPolicy ?? contentSecurityPolicy;
    if (security?.ContentTypeOptions) headers['x-content-type-options'] = 'nosniff';
    if (security?.FrameOptions) headers['x-frame-options'] = security.FrameOptions.FrameOption;
    if (security?.ReferrerPolicy) headers['referrer-policy'] = security.ReferrerPolicy.ReferrerPolicy;
    for (const { Header, Value } of custom?.Items ?? []) headers[Header.toLowerCase()] = Value;
  }
  return { sources: readSources(index, assets), headers, contentSecurityPolicy };
}
