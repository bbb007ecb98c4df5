import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
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

/** Every object of a tenant lies under `t/<tenant>/`, so this covers all tenants and nothing else. */
const TENANT_OBJECTS = 't/*';

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
      // condition on the key could not tell tenants apart (docs/adr/0010-tenant-role.md).
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

  /** Read objects; ListBucket makes S3 answer 404 instead of 403 for a missing one. */
  grantRead(grantee: IGrantable): void {
    this.#grantObjects(grantee, ['s3:GetObject', 's3:GetObjectVersion']);
    this.#grant(grantee, ['s3:ListBucket'], this.bucket.bucketArn);
    this.#grant(grantee, ['kms:Decrypt'], this.#key.keyArn);
  }

  /** Write objects, in one request or in parts. */
  grantWrite(grantee: IGrantable): void {
    this.#grantObjects(grantee, ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']);
    // Decrypt as well: S3 needs it to join the parts of a multipart upload.
    this.#grant(grantee, ['kms:Decrypt', 'kms:GenerateDataKey'], this.#key.keyArn);
  }

  /** Remove objects; in a versioned bucket this only sets a delete marker. */
  grantDelete(grantee: IGrantable): void {
    this.#grantObjects(grantee, ['s3:DeleteObject']);
  }

  /** Set retention and legal hold on objects, never shorten a lock. */
  grantLock(grantee: IGrantable): void {
    this.#grantObjects(grantee, [
      's3:GetObjectRetention',
      's3:GetObjectLegalHold',
      's3:PutObjectLegalHold',
      's3:PutObjectRetention',
    ]);
  }

  #grantObjects(grantee: IGrantable, actions: string[]): void {
    this.#grant(grantee, actions, this.bucket.arnForObjects(TENANT_OBJECTS));
  }

  #grant(grantee: IGrantable, actions: string[], resource: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
