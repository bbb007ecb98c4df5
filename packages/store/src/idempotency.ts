import { isRestrictedAction, type TenantScope } from '@xuncha/domain';
import { type Key, keys } from './keys.ts';
import type { Item, PutWrite, Table } from './table.ts';

/** The first answer to a command, kept so that a repeated request gets it again. */
export interface FirstAnswer {
  readonly requestHash: string;
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
}

export interface IdempotencyClaim {
  readonly key: string;
  /** SHA-256 over operation, path, body and membership: the same key with other content is a mistake. */
  readonly requestHash: string;
}

/** Clients retry within minutes; a lost phone may come back the next day. Two days, in seconds. */
const KEEP_SECONDS = 2 * 24 * 3600;

/** The kept answer to a restricted command is restricted itself. */
const keyOf = ({ action, tenantId, principal }: TenantScope, claim: IdempotencyClaim): Key =>
  isRestrictedAction(action)
    ? keys.restrictedIdempotency(tenantId, principal.userId, claim.key)
    : keys.idempotency(tenantId, principal.userId, claim.key);

/** The write that joins a command's transaction; refuses it when the key was used before. */
export const firstAnswerWrite = (
  scope: TenantScope,
  claim: IdempotencyClaim,
  answer: Omit<FirstAnswer, 'requestHash'>,
  at: string,
): PutWrite => ({
  put: {
    ...keyOf(scope, claim),
    kind: 'idempotency',
    requestHash: claim.requestHash,
    status: answer.status,
    body: JSON.stringify(answer.body),
    etag: answer.etag,
    expiresAt: Math.floor(Date.parse(at) / 1000) + KEEP_SECONDS,
  },
  ifAbsent: true,
});

/** The first answer given for this key, if there is one. */
export const readFirstAnswer = async (
  table: Table,
  scope: TenantScope,
  claim: IdempotencyClaim,
): Promise<FirstAnswer | undefined> => {
  const item: Item | undefined = await table.get(keyOf(scope, claim));
  if (!item) return undefined;
  return {
    requestHash: String(item.requestHash),
    status: Number(item.status),
    body: JSON.parse(String(item.body)),
    etag: item.etag as string | undefined,
  };
};
