import {
  createDynamoClient,
  createRateClient,
  openRateBuckets,
  openTable,
  readIssuer,
  sessionVendorFor,
} from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { createAuthorizer } from './authorizer.ts';
import { createRequestRates } from './request-rates.ts';
import { createTokenVerifier } from './verify-token.ts';

const table = openTable(createDynamoClient(), setting('TABLE_NAME'));

export const handler = createAuthorizer({
  table,
  verify: createTokenVerifier({
    group: {
      issuer: setting('OIDC_ISSUER'),
      audience: setting('OIDC_AUDIENCE'),
      loginClaim: setting('OIDC_LOGIN_CLAIM'),
    },
    registered: (issuer) => readIssuer(table, setting('HQ_TENANT'), issuer),
    unitOrigins: JSON.parse(setting('UNIT_ISSUER_ORIGINS')),
  }),
  vend: sessionVendorFor('api', setting('TENANT_ROLE_ARN')),
  // By the machine's own clock: a day that is moved forward refills no bucket.
  admit: createRequestRates({
    debit: openRateBuckets(createRateClient(), setting('TABLE_NAME')),
    limits: JSON.parse(setting('REQUEST_LIMITS')),
  }),
  now,
});
