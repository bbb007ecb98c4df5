import { fail, ok, type Result } from '../result.ts';

/** G07: a dated substitute. The absent person's roles act through the substitute, and both names are kept. */
export interface Delegation {
  readonly tenantId: string;
  readonly id: string;
  readonly fromMembershipId: string;
  readonly fromUserId: string;
  readonly fromName: string;
  readonly toMembershipId: string;
  readonly toUserId: string;
  readonly toName: string;
  /** Business dates (Asia/Shanghai), both inclusive. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly reason: string;
  readonly revokedAt?: string;
}

/** Longer absences need a change of post, not a substitute: 92 days is the longest quarter. */
export const MAX_DELEGATION_DAYS = 92;

export const checkDelegation = (
  draft: Pick<Delegation, 'fromUserId' | 'toUserId' | 'validFrom' | 'validTo'>,
  today: string,
): Result<true> => {
  if (draft.fromUserId === draft.toUserId)
    return fail('invalid', 'delegation_self', '不能把权限代理给自己，请选择其他人。', {
      field: 'toMembershipId',
    });
  if (draft.validFrom > draft.validTo)
    return fail('invalid', 'delegation_reversed', '代理截止日期早于起始日期，请改正。', { field: 'validTo' });
  if (draft.validTo < today)
    return fail('invalid', 'delegation_past', '代理截止日期已经过去，请重新填写。', { field: 'validTo' });
  const days = (Date.parse(draft.validTo) - Date.parse(draft.validFrom)) / 86_400_000 + 1;
  if (days > MAX_DELEGATION_DAYS)
    return fail(
      'invalid',
      'delegation_too_long',
      `代理期限最长 ${MAX_DELEGATION_DAYS} 天，请缩短或办理人员调整。`,
      {
        field: 'validTo',
      },
    );
  return ok(true);
};

/** A substitute acts only inside the recorded dates. */
export const delegationActive = (
  delegation: Pick<Delegation, 'validFrom' | 'validTo' | 'revokedAt'>,
  today: string,
): boolean => !delegation.revokedAt && delegation.validFrom <= today && today <= delegation.validTo;
