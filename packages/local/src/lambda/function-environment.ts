import type { FunctionModel } from '../assembly/model.ts';

export interface ServiceEndpoints {
  readonly dynamodb: string;
  readonly s3: string;
  readonly stepfunctions: string;
  readonly sts: string;
  readonly kms: string;
  readonly ses: string;
}

export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface FunctionEnvironmentOptions {
  readonly region: string;
  readonly endpoints: ServiceEndpoints;
  readonly credentials: FunctionCredentials;
  /** Values that differ on one machine (the OIDC issuer); only those replace what the template declares. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** The environment a function finds: what the template declares, and what Lambda and the SDK add. */
export function functionEnvironment(
  fn: FunctionModel,
  bundle: string,
  options: FunctionEnvironmentOptions,
): Record<string, string> {
  const { credentials, endpoints, region } = options;
  const declared = Object.fromEntries(
    Object.entries(fn.environment).map(([name, value]) => [name, options.overrides[name] ?? value]),
  );
  return {
    ...declared,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SFN: endpoints.stepfunctions,
    AWS_ENDPOINT_URL_STS: endpoints.sts,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    AWS_ENDPOINT_URL_SESV2: endpoints.ses,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: bundle,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
  };
}
