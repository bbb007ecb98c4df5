import type { GatewayResponseModel } from '../assembly/model.ts';
import type { JsonObject } from '../json.ts';

/** API Gateway's own answers, their default status and message. */
const DEFAULTS = {
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  RESOURCE_NOT_FOUND: [404, 'Not Found'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  API_CONFIGURATION_ERROR: [502, 'Internal server error'],
  INTEGRATION_FAILURE: [502, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type GatewayResponseType = keyof typeof DEFAULTS;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** Answers the gateway gives by itself, shaped by the gateway responses of the template. */
export class GatewayResponses {
  readonly #declared: ReadonlyMap<string, GatewayResponseModel>;

  constructor(declared: readonly GatewayResponseModel[]) {
    this.#declared = new Map(declared.map((response) => [response.type, response]));
  }

  /** @param authorizer context the authorizer gave along with its denial */
  answer(type: GatewayResponseType, requestId: string, authorizer: JsonObject = {}): HttpAnswer {
    const [defaultStatus, message] = DEFAULTS[type];
    const exact = this.#declared.get(type);
    const fallback = this.#declared.get(defaultStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const declared = exact ?? fallback;
    const template = declared?.template;
    const body = template
      ? fill(template.body, { message, type, requestId, authorizer })
      : JSON.stringify({ message });
    return {
      status: declared?.status ?? defaultStatus,
      headers: {
        'content-type': template?.mediaType ?? 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': errorName(type),
        ...lowerCased(declared?.headers ?? {}),
      },
      body: Buffer.from(body),
    };
  }
}

/** `ACCESS_DENIED` → `AccessDeniedException`, as API Gateway names it in its header. */
function errorName(type: GatewayResponseType): string {
  const words = type.toLowerCase().split('_');
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Exception`;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

interface TemplateValues {
  readonly message: string;
  readonly type: string;
  readonly requestId: string;
  readonly authorizer: JsonObject;
}

function fill(template: string, { message, type, requestId, authorizer }: TemplateValues): string {
  return template
    .replaceAll(/\$context\.authorizer\.(\w+)/g, (_, name: string) => String(authorizer[name] ?? ''))
    .replaceAll('$context.error.messageString', JSON.stringify(message))
    .replaceAll('$context.error.message', message)
    .replaceAll('$context.error.responseType', type)
    .replaceAll('$context.requestId', requestId);
}
