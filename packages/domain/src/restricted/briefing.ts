import type { Role } from '../authz/roles.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  type AddresseeRole,
  baseOf,
  checkAddressee,
  checkStep,
  type Person,
  type RestrictedBase,
  type RestrictedChange,
  type RestrictedOrigin,
} from './record.ts';

export const BRIEFING_STATES = ['draft', 'issued', 'received', 'withdrawn'] as const;

export interface BriefingText {
  readonly addressees: readonly AddresseeRole[];
  readonly subject: string;
  readonly text: string;
  /** Numbers of findings on the unit's list, where the briefing is about some of them. */
  readonly findingNos: readonly string[];
}

/** What only the organisation or discipline department of HQ is told about a unit (D03); the unit never sees it. */
export interface Briefing extends RestrictedBase, BriefingText {
  readonly class: 'briefing';
  readonly state: (typeof BRIEFING_STATES)[number];
  readonly issuedAt?: string;
  readonly receipts: readonly {
    readonly role: AddresseeRole;
    readonly at: string;
    readonly byName: string;
  }[];
}

const checkText = ({ addressees }: BriefingText): Result<true> =>
  addressees.length === 0 || new Set(addressees).size < addressees.length
    ? fail('invalid', 'addressee_missing', '请选择通报的部门，每个部门一次。', { field: 'addressees' })
    : ok(true);

export const draftBriefing = (
  origin: RestrictedOrigin,
  text: BriefingText,
): Result<RestrictedChange<Briefing>> => {
  const checked = checkText(text);
  if (!checked.ok) return checked;
  return ok({
    next: { ...baseOf(origin), class: 'briefing', state: 'draft', ...text, receipts: [] },
    event: { type: 'briefing.drafted', data: { unitId: origin.unitId, round: origin.round, ...text } },
  });
};

export const changeBriefing = (
  briefing: Briefing,
  text: BriefingText,
): Result<RestrictedChange<Briefing>> => {
  const turn = checkStep(briefing, 'change');
  if (!turn.ok) return turn;
  const checked = checkText(text);
  if (!checked.ok) return checked;
  return ok({ next: { ...briefing, ...text }, event: { type: 'briefing.changed', data: { ...text } } });
};

/** From here on the addressed departments read it, and its wording is fixed. */
export const issueBriefing = (
  briefing: Briefing,
  { at }: { readonly at: string },
): Result<RestrictedChange<Briefing>> => {
  const turn = checkStep(briefing, 'issue');
  if (!turn.ok) return turn;
  return ok({
    next: { ...briefing, state: 'issued', issuedAt: at },
    event: { type: 'briefing.issued', data: { addressees: briefing.addressees } },
  });
};

/** One department confirms; the briefing is received when all have. */
export const receiveBriefing = (
  briefing: Briefing,
  input: { readonly roles: readonly Role[]; readonly by: Person; readonly at: string },
): Result<RestrictedChange<Briefing>> => {
  const turn = checkStep(briefing, 'receive');
  if (!turn.ok) return turn;
  const addressed = checkAddressee(briefing, input.roles);
  if (!addressed.ok) return addressed;
  const open = briefing.addressees.filter(
    (role) => input.roles.includes(role) && !briefing.receipts.some((receipt) => receipt.role === role),
  );
  const receipts = [
    ...briefing.receipts,
    ...open.map((role) => ({ role, at: input.at, byName: input.by.name })),
  ];
  const all = briefing.addressees.every((role) => receipts.some((receipt) => receipt.role === role));
  return ok({
    next: { ...briefing, state: all ? 'received' : 'issued', receipts },
    event: { type: 'briefing.received', data: { roles: open } },
  });
};
