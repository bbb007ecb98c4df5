import type { RestrictedAction } from '../authz/restricted-actions.ts';
import type { Role } from '../authz/roles.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Briefing } from './briefing.ts';
import type { Interview } from './interview.ts';
import type { LeaderFeedback } from './leader-feedback.ts';
import type { Referral } from './referral.ts';

/** 谈话记录 (C01) · 受限通报 (D03) · 个别反馈 (D06) · 线索移交 (I06). */
export const RESTRICTED_CLASSES = ['interview', 'briefing', 'leader_feedback', 'referral'] as const;
export type RestrictedClass = (typeof RESTRICTED_CLASSES)[number];

export const RESTRICTED_CLASS_TITLES: Readonly<Record<RestrictedClass, string>> = {
  interview: '谈话记录',
  briefing: '受限通报',
  leader_feedback: '个别反馈',
  referral: '线索移交',
};

export interface Person {
  readonly userId: string;
  readonly name: string;
}

/** Departments of HQ that may be addressed; each has its role, and no subsidiary can give either. */
export const ADDRESSEE_ROLES = ['group_discipline', 'group_organisation'] as const satisfies readonly Role[];
export type AddresseeRole = (typeof ADDRESSEE_ROLES)[number];

/** What all restricted records have in common. They live in HQ's own partition; the unit is an attribute. */
export interface RestrictedBase {
  readonly tenantId: string;
  readonly id: string;
  readonly class: RestrictedClass;
  readonly unitId: string;
  readonly unitName: string;
  readonly round: string;
  readonly createdAt: string;
  readonly createdBy: Person;
  readonly updatedAt: string;
  readonly withdrawn?: { readonly at: string; readonly byName: string; readonly reason: string };
  readonly version: number;
  readonly auditSeq: number;
  readonly auditHash: string;
}
export type RestrictedRecord = Interview | Briefing | LeaderFeedback | Referral;

/** What a rule makes of a record: its next form, and the step for its own trail. Version and chain are the store's. */
export interface RestrictedChange<R extends RestrictedRecord> {
  readonly next: R;
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** Where and by whom a new record is made. */
export interface RestrictedOrigin {
  readonly tenantId: string;
  readonly id: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly round: string;
  readonly by: Person;
  readonly at: string;
}

export const baseOf = (origin: RestrictedOrigin): Omit<RestrictedBase, 'class'> => ({
  tenantId: origin.tenantId,
  id: origin.id,
  unitId: origin.unitId,
  unitName: origin.unitName,
  round: origin.round,
  createdAt: origin.at,
  createdBy: origin.by,
  updatedAt: origin.at,
  version: 0,
  auditSeq: 0,
  auditHash: '',
});

interface StepRule {
  readonly action: RestrictedAction;
  readonly from: readonly string[];
  /** Only for the department the record is addressed to. */
  readonly addressee?: true;
}

/** Which step is possible in which states, and which action it needs: rules and pages read the same table. */
export const RESTRICTED_STEPS = {
  interview: {
    change: { action: 'interview.edit', from: ['planned'] },
    hold: { action: 'interview.edit', from: ['planned'] },
    record: { action: 'interview.edit', from: ['held', 'recorded'] },
    cancel: { action: 'interview.edit', from: ['planned'] },
    withdraw: { action: 'interview.edit', from: ['planned', 'held', 'recorded', 'cancelled'] },
  },
  briefing: {
    change: { action: 'briefing.edit', from: ['draft'] },
    issue: { action: 'briefing.edit', from: ['draft'] },
    receive: { action: 'briefing.receive', from: ['issued'], addressee: true },
    withdraw: { action: 'briefing.edit', from: ['draft', 'issued', 'received'] },
  },
  leader_feedback: {
    change: { action: 'leader_feedback.edit', from: ['recorded'] },
    withdraw: { action: 'leader_feedback.edit', from: ['recorded'] },
  },
  referral: {
    receive: { action: 'referral.reply', from: ['sent'], addressee: true },
    reply: { action: 'referral.reply', from: ['received'], addressee: true },
    return: { action: 'referral.reply', from: ['sent', 'received'], addressee: true },
    resend: { action: 'referral.edit', from: ['returned'] },
    withdraw: { action: 'referral.edit', from: ['sent', 'received', 'replied', 'returned'] },
  },
} as const satisfies Record<RestrictedClass, Record<string, StepRule>>;

export const RESTRICTED_STEP_NAMES = [
  'change',
  'hold',
  'record',
  'cancel',
  'issue',
  'receive',
  'reply',
  'return',
  'resend',
  'withdraw',
] as const;
export type RestrictedStep = (typeof RESTRICTED_STEP_NAMES)[number];

const ruleOf = (record: RestrictedRecord, step: RestrictedStep): StepRule | undefined => {
  const rules: Partial<Record<RestrictedStep, StepRule>> = RESTRICTED_STEPS[record.class];
  return rules[step];
};

/** Is it the step's turn? The refusal names neither person nor content. */
export const checkStep = (record: RestrictedRecord, step: RestrictedStep): Result<true> =>
  ruleOf(record, step)?.from.includes(record.state)
    ? ok(true)
    : fail('conflict', 'restricted_state', '该事项当前状态不能执行此操作，请刷新后再看。');

/** Roles whose turn it is with an addressed record. */
const addressedNow = (record: RestrictedRecord): readonly Role[] => {
  if (record.class === 'briefing')
    return record.addressees.filter((role) => !record.receipts.some((receipt) => receipt.role === role));
  return record.class === 'referral' ? [record.recipient] : [];
};

/** Only the department a record is addressed to answers it. */
export const checkAddressee = (record: RestrictedRecord, roles: readonly Role[]): Result<true> =>
  addressedNow(record).some((role) => roles.includes(role))
    ? ok(true)
    : fail('forbidden', 'not_addressee', '该事项不由您所在部门办理，或已经办理，请刷新后再看。');

/** What this person may do with the record now; the page shows nothing else. */
export const possibleSteps = (
  record: RestrictedRecord,
  person: { readonly roles: readonly Role[]; readonly may: (action: RestrictedAction) => boolean },
): RestrictedStep[] =>
  RESTRICTED_STEP_NAMES.filter((step) => {
    const rule = ruleOf(record, step);
    if (!rule?.from.includes(record.state) || !person.may(rule.action)) return false;
    return !rule.addressee || checkAddressee(record, person.roles).ok;
  });

/** Takes a record back for a stated reason. Nothing is deleted; who could read it still can. */
export const withdrawRecord = <R extends RestrictedRecord>(
  record: R,
  input: { readonly reason: string; readonly by: Person; readonly at: string },
): Result<RestrictedChange<R>> => {
  const turn = checkStep(record, 'withdraw');
  if (!turn.ok) return turn;
  const withdrawn = { at: input.at, byName: input.by.name, reason: input.reason };
  return ok({
    next: { ...record, state: 'withdrawn', withdrawn },
    event: { type: `${record.class}.withdrawn`, data: { reason: input.reason } },
  });
};
