import {
  ProvisionedThroughputExceededException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { IdempotencyKeyReused, ItemTooLarge, Throttled, TooManyConflicts } from '@xuncha/store';
import { expect, it } from 'vitest';
import { translateError } from './context.ts';

const named = (name: string, message = 'injected', extra: object = {}) =>
  Object.assign(new Error(message), { name, ...extra });
const aws = { $metadata: {}, message: 'injected' };

it.each<[string, Error, number, string]>([
  ['a throttled request', new ProvisionedThroughputExceededException(aws), 503, 'throttled'],
  ['a throttled transaction', new Throttled(), 503, 'throttled'],
  ['a throttled account', named('RequestLimitExceeded'), 503, 'throttled'],
  ['a timeout', named('TimeoutError'), 503, 'unavailable'],
  ['a connection that breaks', named('Error', 'x', { code: 'ECONNRESET' }), 503, 'unavailable'],
  ['a name that is not found', named('Error', 'x', { code: 'ENOTFOUND' }), 503, 'unavailable'],
  ['an error of the service', named('InternalServerError'), 503, 'unavailable'],
  ['a session with AWS that ran out', named('ExpiredTokenException'), 503, 'unavailable'],
  ['a running transaction of others', new TransactionConflictException(aws), 409, 'busy'],
  ['data out of the session’s reach', named('AccessDeniedException'), 404, 'not_found'],
  ['a file out of the session’s reach', named('AccessDenied'), 404, 'not_found'],
  ['too many writers', new TooManyConflicts(), 409, 'busy'],
  ['more than the table takes', new ItemTooLarge(500_000), 413, 'content_too_large'],
  ['a key used for something else', new IdempotencyKeyReused(), 422, 'idempotency_key_reused'],
  [
    'the cursor of another list',
    named(
      'ValidationException',
      'The provided starting key is outside query boundaries based on provided conditions',
    ),
    400,
    'invalid_cursor',
  ],
  [
    'a key of another shape',
    named('ValidationException', 'The provided starting key is invalid'),
    400,
    'invalid_cursor',
  ],
])('%s', (_what, error, status, code) => {
  expect(translateError(error)).toMatchObject({ status, code });
  if (status === 503) expect(translateError(error)?.extra.headers).toEqual({ 'retry-after': '2' });
});

it('everything else stays an error of ours', () => {
  expect(
    translateError(named('ValidationException', 'One or more parameter values were invalid')),
  ).toBeUndefined();
  expect(translateError(new TypeError('x is undefined'))).toBeUndefined();
  expect(translateError('text')).toBeUndefined();
});

it('wakes somebody when a session reached for what is not its own', () => {
  expect(translateError(named('AccessDeniedException'))?.extra.alarm).toBe('access_denied');
  expect(translateError(new Throttled())?.extra.alarm).toBeUndefined();
});
