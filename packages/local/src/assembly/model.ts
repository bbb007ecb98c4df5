/** What the local machine runs, as read from the templates. Names and ARNs are final; nothing refers to a template. */

import type { RoleModel } from '../iam/roles.ts';
import type { Environment } from './physical-names.ts';

export interface KeyAttribute {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface IndexModel {
  readonly name: string;
  readonly keys: readonly KeyElement[];
  readonly projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface TableModel {
  readonly name: string;
  readonly arn: string;
  readonly attributes: readonly KeyAttribute[];
  readonly keys: readonly KeyElement[];
  readonly indexes: readonly IndexModel[];
  readonly streamView: string | undefined;
  readonly ttlAttribute: string | undefined;
  /** Customer's key that encrypts the table, if any. */
  readonly keyArn: string | undefined;
}

export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly runtime: string;
  readonly handler: string;
  /** Directory with the deployed bundle; none for inline code. */
  readonly bundle: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly roleArn: string | undefined;
  /** Asynchronous invocations (S3, schedules): retries after the first try, and where a lost one goes. */
  readonly asyncRetries: number;
  readonly onFailureArn: string | undefined;
}

export interface BucketNotification {
  readonly events: readonly string[];
  readonly functionName: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly id: string;
}

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

export interface BucketModel {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly versioning: boolean;
  readonly objectLock: boolean;
  readonly encryption: 'AES256' | 'aws:kms';
  /** Customer's key that encrypts the files, if any; `perBucket`: S3 uses one data key for the bucket. */
  readonly key: { readonly arn: string; readonly perBucket: boolean } | undefined;
  readonly defaultRetention:
    | { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number }
    | undefined;
  readonly cors: readonly CorsRule[];
  readonly notifications: readonly BucketNotification[];
  /** Lifecycle expiry in days per prefix: unfinished intake is thrown away. */
  readonly expirations: readonly { readonly prefix: string; readonly days: number }[];
}

export interface StreamMappingModel {
  readonly id: string;
  readonly tableName: string;
  readonly streamArn: string;
  readonly functionName: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly tumblingWindowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** -1: until the record expires. */
  readonly maximumRetryAttempts: number;
  readonly bisectOnError: boolean;
  readonly reportsItemFailures: boolean;
  readonly filters: readonly string[];
  readonly onFailureArn: string | undefined;
}

export interface QueueModel {
  readonly name: string;
  readonly arn: string;
}

/** An asymmetric key that signs. */
export interface SigningKeyModel {
  readonly name: string;
  readonly arn: string;
}

export interface AuthorizerModel {
  readonly id: string;
  readonly functionName: string;
  readonly identityHeaders: readonly string[];
  readonly ttlSeconds: number;
}

export interface LambdaIntegration {
  readonly kind: 'lambda';
  readonly functionName: string;
  readonly timeoutMilliseconds: number;
}

export interface MockIntegration {
  readonly kind: 'mock';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RouteModel {
  readonly method: string;
  readonly path: string;
  readonly resourceId: string;
  readonly integration: LambdaIntegration | MockIntegration;
  readonly authorizer: AuthorizerModel | undefined;
}

export interface GatewayResponseModel {
  readonly type: string;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Body template with `$context` variables, and the media type it is declared for. */
  readonly template: { readonly mediaType: string; readonly body: string } | undefined;
}

export interface RestApiModel {
  readonly id: string;
  readonly logicalId: string;
  readonly stageName: string;
  readonly binaryMediaTypes: readonly string[];
  readonly minimumCompressionBytes: number | undefined;
  readonly routes: readonly RouteModel[];
  readonly gatewayResponses: readonly GatewayResponseModel[];
}

export interface ScheduleTarget {
  readonly arn: string;
  readonly input: string | undefined;
  readonly onFailureArn: string | undefined;
}

export interface ScheduleModel {
  readonly name: string;
  readonly arn: string;
  readonly origin: 'events' | 'scheduler';
  readonly expression: string;
  readonly timezone: string;
  readonly enabled: boolean;
  readonly targets: readonly ScheduleTarget[];
}

export interface StateMachineModel {
  readonly name: string;
  readonly arn: string;
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
}

export interface SiteSource {
  readonly directory: string;
  /** Deploy-time placeholders in the files and what they become. */
  readonly replacements: Readonly<Record<string, string>>;
  readonly prefix: string;
  readonly cacheControl: string | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface WebsiteModel {
  readonly sources: readonly SiteSource[];
  readonly headers: Readonly<Record<string, string>>;
  readonly contentSecurityPolicy: string | undefined;
}

export interface AssemblyModel {
  /** Region and account every name and ARN was made with; all stacks share them. */
  readonly environment: Environment;
  readonly tables: readonly TableModel[];
  readonly buckets: readonly BucketModel[];
  readonly functions: readonly FunctionModel[];
  readonly queues: readonly QueueModel[];
  readonly signingKeys: readonly SigningKeyModel[];
  readonly streamMappings: readonly StreamMappingModel[];
  readonly apis: readonly RestApiModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly stateMachines: readonly StateMachineModel[];
  readonly website: WebsiteModel;
  readonly roles: readonly RoleModel[];
}
