import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { TokenSource } from '../token-source.ts';
import { PROJECT_ROOT } from './function-bundle.ts';

const WEB_BUILD = join(PROJECT_ROOT, 'web/dist');

/** Folder of the build whose file names carry a content hash. */
export const HASHED_FILES = 'assets';

/**
 * The script that stands in the built start page, as the content security policy names it; nothing where none is built.
 * A page of another release runs without it, only slower, while a deployment exchanges both.
 */
export function startScriptHashes(page = join(WEB_BUILD, 'index.html')): string[] {
  if (!existsSync(page)) return [];
  const scripts = readFileSync(page, 'utf8').matchAll(/<script>(.*?)<\/script>/gs);
  return [...scripts].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
}

export interface WebContentProps {
  readonly accessLogs: IBucket;
  readonly tokens: TokenSource;
  /** Where a sign-in link may lead. */
  readonly unitIssuerOrigins: readonly string[];
  readonly logRetention: RetentionDays;
}

/** The bucket of the web app: private, and rebuilt from `web/dist` at every deployment. */
export class WebContent extends Construct {
  readonly bucket: Bucket;
  readonly #props: WebContentProps;

  constructor(scope: Construct, id: string, props: WebContentProps) {
    super(scope, id);
    this.#props = props;
    this.bucket = new Bucket(this, 'Bucket', {
      // Public program text: the provider's own key suffices and CloudFront needs no grant on it.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'web/',
    });
  }

  /**
   * Uploads the build and the sign-in parameters the pages read at start.
   * @param distribution told to forget what it cached
   */
  deploy(distribution?: IDistribution): void {
    const built = existsSync(join(WEB_BUILD, 'index.html'));
    if (!built) {
      Annotations.of(this).addWarningV2(
        'xuncha:web-not-built',
        'web/dist has no index.html: the pages are left out of this assembly. Build the web app first.',
      );
    }
    const { tokens, unitIssuerOrigins } = this.#props;
    const { web } = tokens;
    const sources = [
      ...(built ? [Source.asset(WEB_BUILD, { exclude: [`${HASHED_FILES}/*`] })] : []),
      // After the build, so that it takes the place of the build's own file.
      ...(web === undefined ? [] : [Source.jsonData('app-config.json', { ...web, unitIssuerOrigins })]),
    ];
    if (sources.length === 0) return;
    const logGroup = new LogGroup(this, 'DeploymentLogs', {
      retention: this.#props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const pages = new BucketDeployment(this, 'Pages', {
      sources,
      destinationBucket: this.bucket,
      // Hashed files of the previous version stay, for pages that are still open.
      prune: false,
      cacheControl: [CacheControl.noCache()],
      distribution,
      distributionPaths: distribution ? ['/*'] : undefined,
      logGroup,
    });
    if (built) {
      const hashed = new BucketDeployment(this, 'HashedFiles', {
        sources: [Source.asset(join(WEB_BUILD, HASHED_FILES))],
        destinationBucket: this.bucket,
        destinationKeyPrefix: HASHED_FILES,
        prune: false,
        cacheControl: [CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
        logGroup,
      });
      // New pages must not appear before the files they name.
      uploadOf(pages).node.addDependency(uploadOf(hashed));
    }
  }
}

/** The upload itself: depending on the whole construct would include the function both share, a circle. */
function uploadOf(deployment: BucketDeployment): CustomResource {
  const upload = deployment.node.children.find((child) => child instanceof CustomResource);
  if (upload === undefined) throw new Error(`${deployment.node.path} uploads nothing`);
  return upload;
}
