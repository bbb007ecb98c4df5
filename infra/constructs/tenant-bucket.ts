import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CorsRule,
  type IBucket,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface TenantBucketProps {
  readonly key: IKey;
  readonly accessLogs: IBucket;
  readonly cors?: CorsRule[];
  readonly lifecycleRules?: LifecycleRule[];
  /** Keep every version and lock each for this long. */
  readonly lockDays?: number;
}

/** A bucket of tenant files: private, TLS only, encrypted with the product's key, logged, never deleted. */
export class TenantBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, props: TenantBucketProps) {
    super(scope, id);
    this.#key = props.key;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      // A bucket key would put the bucket instead of the object into the encryption context, and the tenant's
      // condition on the key could not tell tenants apart (docs/adr/0013-tenant-role.md).
      bucketKeyEnabled: false,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      versioned: props.lockDays !== undefined,
      objectLockEnabled: props.lockDays === undefined ? undefined : true,
      // Governance, not compliance: a classified file that was uploaded by mistake must be removable. Nobody in
      // these templates may bypass the lock; docs/runbook.md says how it is done.
      objectLockDefaultRetention:
        props.lockDays === undefined
          ? undefined
          : ObjectLockRetention.governance(Duration.days(props.lockDays)),
      cors: props.cors,
      lifecycleRules: [
        // A week: whoever closed the browser on a Friday, or before the holidays' first half, goes on where it stopped.
        { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...(props.lifecycleRules ?? []),
      ],
    });
  }

  get bucketName(): string {
    return this.bucket.bucketName;
  }

  get bucketArn(): string {
    return this.bucket.bucketArn;
  }

  /** ARN of the key that encrypts the files. */
  get keyArn(): string {
    return this.#key.keyArn;
  }

  arnForObjects(pattern: string): string {
    return this.bucket.arnForObjects(pattern);
  }
}
