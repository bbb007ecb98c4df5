import { createDynamoClient, openTable, sessionVendorFor } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { createAuthorizer } from './authorizer.ts';
import { createTokenVerifier } from './verify-token.ts';

export const handler = createAuthorizer({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  verify: createTokenVerifier({ issuer: setting('OIDC_ISSUER'), audience: setting('OIDC_AUDIENCE') }),
  vend: sessionVendorFor('api', setting('TENANT_ROLE_ARN')),
  now,
  stage: setting('STAGE'),
});
