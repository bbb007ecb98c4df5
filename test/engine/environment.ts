import { ARCHIVE_BUCKET, INTAKE_BUCKET, type TestObjects, VAULT_BUCKET } from './objects.ts';
import { TENANT_ROLE_ARN } from './sts.ts';
import { TEST_REGION, type TestTable } from './table.ts';

export const HQ_TENANT = 'jituan';

/**
 * Gives the process the environment a deployed function has. Call it before importing a `*.lambda.ts` file
 * (dynamically), which reads it once; vitest runs each test file in a process of its own.
 */
export const useEnvironment = (engines: {
  readonly table: TestTable;
  readonly objects?: TestObjects;
}): void => {
  Object.assign(process.env, {
    TABLE_NAME: engines.table.name,
    HQ_TENANT,
    UNIT_ISSUER_ORIGINS: JSON.stringify(['https://sso.beihe.example.cn']),
    INTAKE_BUCKET,
    VAULT_BUCKET,
    ARCHIVE_BUCKET,
    ARCHIVE_DAYS: '90',
    AWS_REGION: TEST_REGION,
    TENANT_ROLE_ARN,
    AWS_ACCESS_KEY_ID: engines.table.sts.caller.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engines.table.sts.caller.secretAccessKey,
    AWS_SESSION_TOKEN: engines.table.sts.caller.sessionToken,
    AWS_ENDPOINT_URL_STS: engines.table.sts.url,
    AWS_ENDPOINT_URL_DYNAMODB: engines.table.url,
    ...(engines.objects ? { AWS_ENDPOINT_URL_S3: engines.objects.url } : {}),
  });
};
