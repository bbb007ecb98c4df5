import type { DomainError, ErrorKind } from '@xuncha/domain';

/** An answer that isn't a success, as RFC 9457 problem. Thrown by handlers, written by the problem mapper. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: {
    readonly field?: string;
    readonly errors?: readonly { readonly field: string; readonly message: string }[];
    readonly details?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    /** Code of the log entry that wakes somebody, whatever the client is told. */
    readonly alarm?: 'access_denied';
  };

  constructor(status: number, code: string, detail: string, extra: HttpProblem['extra'] = {}) {
    super(detail);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  missing: 404,
};

/** A refusal by a domain rule, as the client sees it. */
export const problemOf = (error: DomainError): HttpProblem =>
  new HttpProblem(STATUS[error.kind], error.code, error.message, {
    field: error.field,
    details: error.details,
  });

export const notFound = (): HttpProblem =>
  new HttpProblem(404, 'not_found', '没有找到这条记录，请检查网址，或从台账中重新打开。');

export const stale = (version: number): HttpProblem =>
  new HttpProblem(412, 'stale', '内容已被他人修改，请核对最新内容后再提交，您填写的内容不会丢失。', {
    details: { version },
    headers: { etag: etagOf(version) },
  });

/** Strong ETag of a version number. */
export const etagOf = (version: number): string => `"v${version}"`;

/** Version named by an If-Match header, or undefined when it isn't one of ours. */
export const versionOf = (ifMatch: string): number | undefined => {
  const match = /^(?:W\/)?"v(\d+)"$/.exec(ifMatch.trim());
  return match ? Number(match[1]) : undefined;
};

/** Titles by status; `detail` says what to do. */
const TITLES: Readonly<Record<number, string>> = {
  400: '请求格式不正确',
  401: '请先登录',
  403: '没有权限',
  404: '没有找到',
  409: '与当前状态冲突',
  412: '内容已变化',
  413: '内容过大',
  422: '内容不符合规则',
  428: '缺少版本信息',
  429: '请求过于频繁',
  500: '系统出错',
  503: '暂时不可用',
};

export const problemBody = (problem: HttpProblem, traceId: string): Record<string, unknown> => ({
  type: `https://xuncha.example/problems/${problem.code}`,
  title: TITLES[problem.status] ?? '请求未能完成',
  status: problem.status,
  code: problem.code,
  detail: problem.message,
  ...(problem.extra.field ? { field: problem.extra.field } : {}),
  ...(problem.extra.errors ? { errors: problem.extra.errors } : {}),
  ...(problem.extra.details === undefined ? {} : { details: problem.extra.details }),
  traceId,
});
