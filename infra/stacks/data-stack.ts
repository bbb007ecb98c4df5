import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ProductTable } from '../constructs/product-table.ts';
import { TenantBucket } from '../constructs/tenant-bucket.ts';
import type { ProductStackProps } from './product-stack-props.ts';

/**
 * Everything that must survive: the table, the buckets and the key that encrypts them. Logical ids here are pinned
 * by a test, because a changed id would make CloudFormation create an empty replacement.
 */
export class DataStack extends Stack {
  readonly table: ProductTable;
  /** Uploads that nobody has verified yet. */
  readonly intake: TenantBucket;
  /** Verified evidence, every version locked. */
  readonly vault: TenantBucket;
  /** Archive exports. */
  readonly archive: TenantBucket;
  readonly accessLogs: Bucket;
  /** Signs the hourly seals over all audit chains (G06); its private half never leaves KMS. */
  readonly sealKey: Key;

  constructor(scope: Construct, id: string, props: ProductStackProps) {
    super(scope, id, props);
    const { settings } = props;

    const key = new Key(this, 'DataKey', {
      description: 'Encrypts the table, its stream and all tenant files',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.sealKey = new Key(this, 'SealKey', {
      description: 'Signs the seals over all audit chains',
      // P-256 is what both partitions offer and what every tool verifies. Such keys don't rotate by themselves.
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      // S3 delivers access logs only to buckets with its own keys, not with a customer-managed one.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'expire', expiration: Duration.days(settings.accessLogDays) }],
    });
    const shared = { key, accessLogs: this.accessLogs };

    this.table = new ProductTable(this, 'Data', { key });
    this.intake = new TenantBucket(this, 'Intake', {
      ...shared,
      lifecycleRules: [{ id: 'never-verified', expiration: Duration.days(settings.intakeDays) }],
      cors: [
        {
          allowedMethods: [HttpMethods.PUT],
          allowedOrigins: [settings.webOrigin, ...settings.extraUploadOrigins],
          // The checksum header is signed into the upload's address, so the browser has to send it.
          allowedHeaders: ['content-type', 'x-amz-*'],
          // A multipart upload is completed with the ETags of its parts.
          exposedHeaders: ['ETag', 'x-amz-checksum-sha256'],
          maxAge: 3600,
        },
      ],
    });
    this.vault = new TenantBucket(this, 'Vault', {
      ...shared,
      lockDays: settings.vaultLockDays,
      // The page fetches pictures and PDFs and shows them itself.
      cors: [
        {
          allowedMethods: [HttpMethods.GET],
          allowedOrigins: [settings.webOrigin, ...settings.extraUploadOrigins],
          maxAge: 3600,
        },
      ],
    });
    // Archives leave it by functions/archive/expire-archives.ts: a rule would take their kept work along.
    this.archive = new TenantBucket(this, 'Archive', shared);
  }
}
