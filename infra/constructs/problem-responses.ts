import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface GatewayProblem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** What the person can do about it. */
  readonly detail: string;
}

const SIGN_IN = {
  status: 401,
  code: 'unauthenticated',
  title: '请先登录',
  detail: '登录已失效，请重新登录后再试。',
};
const UNKNOWN_PATH = {
  status: 404,
  code: 'not_found',
  title: '没有找到',
  detail: '没有这个地址，请检查链接。',
};
const TOO_MANY = {
  status: 429,
  code: 'too_many_requests',
  title: '请求过于频繁',
  detail: '请求过于频繁，请稍后重试。',
};
const BROKEN = {
  status: 500,
  code: 'internal',
  title: '系统内部错误',
  detail: '系统内部错误，请稍后重试；如反复出现，请联系管理员。',
};

/** An answer that somebody opens in the browser is text and nothing else. */
const ANSWERS_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Answers that API Gateway gives by itself, without any function of a capability running. */
const GATEWAY_PROBLEMS: readonly (readonly [ResponseType, GatewayProblem])[] = [
  [ResponseType.UNAUTHORIZED, SIGN_IN],
  [ResponseType.EXPIRED_TOKEN, SIGN_IN],
  [
    ResponseType.ACCESS_DENIED,
    {
      status: 403,
      // The authorizer says why: no membership, or a suspended tenant.
      code: '$context.authorizer.code',
      title: '$context.authorizer.title',
      detail: '$context.authorizer.detail',
    },
  ],
  [
    ResponseType.WAF_FILTERED,
    {
      status: 403,
      code: 'request_blocked',
      title: '请求被拦截',
      detail: '请求被安全策略拦截，请联系管理员。',
    },
  ],
  // API Gateway's own answer to an unknown path is 403 "Missing Authentication Token".
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, UNKNOWN_PATH],
  [ResponseType.RESOURCE_NOT_FOUND, UNKNOWN_PATH],
  [
    ResponseType.REQUEST_TOO_LARGE,
    { status: 413, code: 'payload_too_large', title: '内容过大', detail: '请求内容过大，请分批提交。' },
  ],
  [
    ResponseType.UNSUPPORTED_MEDIA_TYPE,
    { status: 415, code: 'unsupported_media_type', title: '格式不支持', detail: '请求内容的格式不支持。' },
  ],
  [ResponseType.THROTTLED, TOO_MANY],
  [ResponseType.QUOTA_EXCEEDED, TOO_MANY],
  [
    ResponseType.INTEGRATION_FAILURE,
    { status: 502, code: 'unavailable', title: '服务暂时不可用', detail: '服务暂时不可用，请稍后重试。' },
  ],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    {
      status: 504,
      code: 'timeout',
      title: '服务响应超时',
      detail: '服务响应超时，请稍后重试；重复提交不会产生重复数据。',
    },
  ],
  [
    ResponseType.DEFAULT_4XX,
    { status: 400, code: 'invalid_request', title: '请求无效', detail: '请求格式不正确，请检查后重试。' },
  ],
  // Stands for every other 5xx as well: an authorizer that fails, or is set up wrongly.
  [ResponseType.DEFAULT_5XX, BROKEN],
];

/**
 * Makes the gateway's own answers problems of the same shape as the functions' (RFC 9457), so that the web app has
 * one way to read an error.
 */
export function addProblemResponses(api: RestApi): void {
  for (const [type, problem] of GATEWAY_PROBLEMS) {
    // The status is always set: with the gateway's own choice under a default, body and status could differ.
    api.addGatewayResponse(`Problem${type.responseType}`, {
      type,
      statusCode: String(problem.status),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        'Cache-Control': "'no-store'",
        'X-Content-Type-Options': "'nosniff'",
        'Content-Security-Policy': `'${ANSWERS_POLICY}'`,
      },
      templates: {
        'application/json': JSON.stringify({
          type: 'about:blank',
          ...problem,
          traceId: '$context.requestId',
        }),
      },
    });
  }
}
