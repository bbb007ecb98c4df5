import { type OperationId, operationOf } from '@xuncha/contracts';
import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent } from 'aws-lambda';
import type { RateLimits } from '../../functions/authorizer/request-rates.ts';
import { type ApiEventOptions, type ApiHandler, apiEvent, personOf } from './api-event.ts';
import { startTestProvider, type TestProvider } from './identity-provider.ts';

/** What a client sends: its token and the place it acts from, instead of a principal. */
export type FrontDoorRequest = Omit<ApiEventOptions, 'principal' | 'credentials' | 'memberships'> & {
  readonly authorization?: string;
  readonly membership?: string;
};

export interface FrontDoorAnswer {
  readonly status: number;
  readonly code: string;
  /** Body and headers as sent. */
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** True when the request got past the gateway to a function. */
  readonly reached: boolean;
}

export const TEST_AUDIENCE = 'xuncha';

export interface FrontDoor {
  readonly provider: TestProvider;
  request(id: OperationId, sent: FrontDoorRequest): Promise<FrontDoorAnswer>;
  stop(): Promise<void>;
}

type Authorizer = (event: {
  readonly headers: Record<string, string>;
  readonly methodArn: string;
  readonly pathParameters: APIGatewayProxyEvent['pathParameters'];
}) => Promise<APIGatewayAuthorizerResult>;

/** Far more than any test sends. */
const UNREACHED: RateLimits = {
  subsidiary: { rate: 10_000, burst: 100_000 },
  group: { rate: 10_000, burst: 100_000 },
};

const ARN = 'arn:aws-cn:execute-api:cn-north-1:000000000000:api/v1';

/** A policy opens the one method it names, or what its wildcards cover. */
const allows = (answer: APIGatewayAuthorizerResult, methodArn: string): boolean =>
  answer.policyDocument.Statement.every(
    (statement) =>
      statement.Effect === 'Allow' &&
      'Resource' in statement &&
      [statement.Resource].flat().some((resource) => resource === methodArn),
  );

const stopped = (status: number, code: string): FrontDoorAnswer => ({
  status,
  code,
  text: '',
  headers: {},
  reached: false,
});

/**
 * The API as it stands behind the gateway: the deployed authorizer with an identity provider of the test, then the
 * operation's function with what the authorizer handed over. Call it after `useEnvironment`.
 */
export const openFrontDoor = async (
  handlerOf: (id: OperationId) => ApiHandler,
  limits: RateLimits = UNREACHED,
): Promise<FrontDoor> => {
  const provider = await startTestProvider(TEST_AUDIENCE);
  Object.assign(process.env, {
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: TEST_AUDIENCE,
    OIDC_LOGIN_CLAIM: 'sub',
    // Units' own providers are the test's as well.
    UNIT_ISSUER_ORIGINS: JSON.stringify(['http://127.0.0.1:*']),
    REQUEST_LIMITS: JSON.stringify(limits),
  });
  const authorizer: Authorizer = (await import('../../functions/authorizer/authorizer.lambda.ts')).handler;

  return {
    provider,
    async request(id, { authorization, membership, ...options }) {
      const nobody = personOf('nobody', []);
      const event = apiEvent(id, { ...options, principal: nobody });
      const headers = {
        ...(event.headers as Record<string, string>),
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...(membership === undefined ? {} : { 'X-Membership': membership }),
      };
      const methodArn = `${ARN}/${operationOf(id).method}${event.path.replace(/^\/v1/, '')}`;
      // Without the header the gateway doesn't even ask its authorizer.
      if (!authorization) return stopped(401, 'unauthenticated');
      let answer: APIGatewayAuthorizerResult;
      try {
        answer = await authorizer({ headers, methodArn, pathParameters: event.pathParameters });
      } catch (error) {
        if (error instanceof Error && error.message === 'Unauthorized')
          return stopped(401, 'unauthenticated');
        throw error;
      }
      const { context = {} } = answer;
      if (!allows(answer, methodArn)) return stopped(403, String(context?.code));
      const authorized = {
        ...event,
        headers,
        requestContext: { ...event.requestContext, authorizer: context },
      };
      const result = await handlerOf(id)(authorized, {} as Parameters<ApiHandler>[1]);
      return {
        status: result.statusCode,
        code: String(JSON.parse(result.body).code ?? ''),
        text: result.body,
        headers: result.headers ?? {},
        reached: true,
      };
    },
    stop: () => provider.stop(),
  };
};
