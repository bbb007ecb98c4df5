import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const issuer = process.env.OIDC_ISSUER ?? '';
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

let calls = 0;

/** Accepts tokens of the sign-in; `x-membership: none` is denied. */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  calls += 1;
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const token = headers.authorization?.replace('Bearer ', '') ?? '';
  const verified = await jwtVerify(token, keys, { issuer, audience: process.env.OIDC_AUDIENCE ?? '' }).catch(
    () => {
      throw new Error('Unauthorized');
    },
  );
  const Effect = headers['x-membership'] === 'none' ? 'Deny' : 'Allow';
  return {
    principalId: String(verified.payload.sub),
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'execute-api:Invoke', Effect, Resource: event.methodArn.replace(/\/v1\/.*$/, '/v1/*') },
      ],
    },
    context: { user: String(verified.payload.sub), calls },
  };
}
