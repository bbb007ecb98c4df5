import type { TenantScope } from '@xuncha/domain';
import { type Claim, HttpProblem, type Reply } from '@xuncha/http';
import {
  createDynamoClient,
  IdempotencyKeyReused,
  openTable,
  repeated,
  type Table,
  TooManyConflicts,
} from '@xuncha/store';
import { setting } from '../environment.ts';

/** What every API function works with; bound once per function instance. */
export interface ApiDeps {
  readonly table: Table;
  /** Code of the group's HQ tenant. */
  readonly hqTenant: string;
}

export const apiDeps = (): ApiDeps => ({
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  hqTenant: setting('HQ_TENANT'),
});

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
export const firstAnswerIn =
  (table: Table) =>
  async (scope: TenantScope, claim: Claim): Promise<Reply<unknown> | undefined> =>
    (await repeated(table, scope, claim))?.answer;

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
  if (!(error instanceof Error)) return undefined;
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
