import type { TenantScope } from '@xuncha/domain';
import { type Claim, HttpProblem, notFound, type Reply, type RequestCredentials } from '@xuncha/http';
import {
  IdempotencyKeyReused,
  ItemTooLarge,
  repeated,
  type Table,
  TooManyConflicts,
  tablePerSession,
} from '@xuncha/store';
import { setting } from '../environment.ts';

/**
 * What every API function works with. Bound to the credentials of one request: they reach the data of that request's
 * tenant and no other, so whatever a handler forgets, it can't read or change anything of somebody else's.
 */
export interface ApiDeps {
  readonly table: Table;
  /** Code of the group's HQ tenant. */
  readonly hqTenant: string;
}

/** What a function makes of the credentials of a request. */
export type DepsOf<Deps> = (credentials: RequestCredentials) => Deps;

export const apiDeps = (): DepsOf<ApiDeps> => {
  const tableOf = tablePerSession(setting('TABLE_NAME'));
  const hqTenant = setting('HQ_TENANT');
  return (credentials) => ({ table: tableOf(credentials), hqTenant });
};

const THROTTLED = ['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'];
const UNREACHABLE = [
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'AbortError',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  // The function's own session with AWS has run out: renewed with the next request.
  'ExpiredTokenException',
  'ExpiredToken',
];
const BUSY = ['TransactionConflictException', 'TransactionInProgressException'];
/** DynamoDB's words for a start key that does not fit the query: the cursor of another list. */
const WRONG_START_KEY = /start(ing)? ?key/i;

/** For `createApi`: the first answer to a repeated request, read from the table. */
export const firstAnswerIn = async (
  { table }: ApiDeps,
  scope: TenantScope,
  claim: Claim,
): Promise<Reply<unknown> | undefined> => (await repeated(table, scope, claim))?.answer;

/** DynamoDB and S3 say that the request's credentials do not reach what it asked for. */
const DENIED = ['AccessDeniedException', 'AccessDenied'];

/** Only a bug or an attack comes this far: the client learns nothing, and somebody is woken. */
const accessDenied = (): HttpProblem => {
  const { status, code, message } = notFound();
  return new HttpProblem(status, code, message, { alarm: 'access_denied' });
};

/** Errors of the adapters that mean something to the client; all others are 500. */
export const translateError = (error: unknown): HttpProblem | undefined => {
  if (error instanceof IdempotencyKeyReused)
    return new HttpProblem(
      422,
      'idempotency_key_reused',
      '同一提交标识被用于不同内容，请刷新页面后重新提交。',
    );
  if (error instanceof TooManyConflicts)
    return new HttpProblem(409, 'busy', '多人正在同时办理，请稍后再提交一次。');
  if (error instanceof ItemTooLarge)
    return new HttpProblem(
      413,
      'content_too_large',
      '填写的内容连同已有内容超过一条记录的上限（400 KB），本次没有保存。请精简文字，或把详细内容作为材料上传，再重新提交。',
    );
  if (!(error instanceof Error)) return undefined;
  if (DENIED.includes(error.name)) return accessDenied();
  const code = 'code' in error ? String(error.code) : '';
  if (BUSY.includes(error.name)) return new HttpProblem(409, 'busy', '多人正在同时办理，请稍后再提交一次。');
  if (error.name === 'ValidationException' && WRONG_START_KEY.test(error.message))
    return new HttpProblem(400, 'invalid_cursor', '翻页位置已失效，请回到第一页重新查看。', {
      field: 'cursor',
    });
  if (THROTTLED.includes(error.name))
    return new HttpProblem(503, 'throttled', '系统繁忙，请几秒后重试，已填写的内容不会丢失。', {
      headers: { 'retry-after': '2' },
    });
  if (UNREACHABLE.includes(error.name) || UNREACHABLE.includes(code))
    return new HttpProblem(503, 'unavailable', '系统暂时不可用，请稍后重试，已填写的内容不会丢失。', {
      headers: { 'retry-after': '2' },
    });
  return undefined;
};
