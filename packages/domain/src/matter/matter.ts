import type { TenantScope } from '../authz/authorize.ts';
import { admitsBatch, limitsContent } from '../authz/content-limits.ts';
import type { Action } from '../authz/matrix.ts';
import type { Role } from '../authz/roles.ts';
import type { AlertLevel } from './alert-level.ts';
import type { MatterFile } from './matter-file.ts';

/**
 * Everything of a unit that somebody has to do by a day and that is no finding: a head under one version, an audit
 * chain of its own, files, a due date that explains itself, and lines in inboxes. What a kind says and which steps it
 * knows is the kind's own capability; where it stands, who waits for it and when it is due is the same for all.
 * `read` and `attach` name the rows of the permission matrix that open a matter and put files to it.
 */
export const MATTER_KINDS = {
  plan: { title: '整改方案', read: 'plan.read', attach: 'matter.attach' },
  duty: { title: '报告任务', read: 'duty.read', attach: 'duty.write' },
  order: { title: '督办单', read: 'matter.read', attach: 'matter.attach' },
  recurrence: { title: '边改边犯', read: 'matter.read', attach: 'matter.attach' },
  talk: { title: '约谈', read: 'talk.read', attach: 'talk.attach' },
  meeting: { title: '会议', read: 'matter.read', attach: 'matter.attach' },
  instruction: { title: '领导批示', read: 'matter.read', attach: 'matter.attach' },
  action: { title: '议定事项', read: 'matter.read', attach: 'matter.attach' },
  guidance: { title: '提请指导', read: 'matter.read', attach: 'matter.attach' },
  help: { title: '协调事项', read: 'matter.read', attach: 'matter.attach' },
  notice: { title: '整改公开', read: 'notice.read', attach: 'notice.write' },
} as const satisfies Record<string, { title: string; read: Action; attach: Action }>;
export type MatterKind = keyof typeof MATTER_KINDS;
export const MATTER_KIND_NAMES = Object.keys(MATTER_KINDS) as readonly MatterKind[];

/** A line in an inbox: in whose (`roleAssignee`, `departmentAssignee`, `userAssignee`), why, and by when. */
export interface MatterWaiting {
  readonly home: 'unit' | 'group';
  readonly key: string;
  /** One Chinese phrase. */
  readonly why: string;
  /** Business date. */
  readonly due?: string;
}

/** A person whose step others now wait on or go on from, with the offices held then. */
export interface MatterHand {
  /** The person, and the absent one a substitute acted for. */
  readonly by: readonly string[];
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly departmentId?: string;
}

/** A due date and the sentence that says why it is that day (H04). */
export interface MatterDue {
  readonly date: string;
  readonly why: string;
}

/** The head item: rewritten by every step, the single lock of the matter. */
export interface Matter<Content = unknown> {
  readonly tenantId: string;
  readonly id: string;
  readonly kind: MatterKind;
  /** For lists, ≤ 80 characters. */
  readonly title: string;
  /** The step it has reached, in the words of its kind. */
  readonly status: string;
  /** Something still has to happen: it stands among the open and the due ones. */
  readonly open: boolean;
  /** `group`: HQ alone may know of it (a draft of an order, say). */
  readonly audience: 'all' | 'group';
  /** Departments of the unit whose people see it although they see nothing else of the unit. */
  readonly departmentIds: readonly string[];
  readonly batchId?: string;
  readonly round?: string;
  /** Findings it is about; each shows it on its page. At most `MAX_MATTER_FINDINGS`. */
  readonly findingIds: readonly string[];
  readonly due?: MatterDue;
  readonly level?: AlertLevel;
  /** Inbox lines; a projection of this list, so each step says the whole list anew. */
  readonly waiting: readonly MatterWaiting[];
  /** Since when it waits for those it waits for now. */
  readonly waitingSince?: string;
  /** Who handed it in, and who sent it back there last (`handsAfter`). */
  readonly started?: MatterHand;
  readonly answered?: MatterHand;
  /** Last reminder or escalation that was carried out, so that none comes twice. */
  readonly reminded?: { readonly rung: string; readonly on: string };
  readonly content: Content;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly updatedAt: string;
  readonly version: number;
  readonly auditSeq: number;
  readonly auditHash: string;
}

/** Links are written with the matter in one transaction of at most 100 items. */
export const MAX_MATTER_FINDINGS = 50;

/** A larger piece of a matter (a version of a plan, a draft of a report), in an item of its own. */
export interface MatterPart<Content = unknown> {
  readonly id: string;
  readonly content: Content;
}

export interface MatterAggregate<Content = unknown> {
  readonly matter: Matter<Content>;
  readonly files: readonly MatterFile[];
  readonly parts: readonly MatterPart[];
}

/** What one step does: the new head, what is rewritten beside it, and exactly one audit event. */
export interface MatterChange<Content = unknown> {
  readonly matter: Matter<Content>;
  readonly files?: readonly MatterFile[];
  readonly parts?: readonly MatterPart[];
  /** `<kind>.<step>`, such as `order.issued`. */
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** A new matter before it is stored; the store fills in version and chain. */
export const newMatter = <Content>(
  fields: Pick<Matter<Content>, 'tenantId' | 'id' | 'kind' | 'title' | 'status' | 'content'> &
    Partial<Matter<Content>>,
  by: { readonly userId: string; readonly name: string },
  at: string,
): Matter<Content> => ({
  open: true,
  audience: 'all',
  departmentIds: [],
  findingIds: [],
  waiting: [],
  ...fields,
  createdAt: at,
  createdBy: by.userId,
  createdByName: by.name,
  updatedAt: at,
  version: 0,
  auditSeq: 0,
  auditHash: '',
});

/** May this person know of the matter, departments aside? Also asked where the matter is reached through a finding. */
export const mayKnowMatter = (
  { principal }: TenantScope,
  matter: Pick<Matter, 'audience' | 'batchId'>,
): boolean => {
  if (matter.audience === 'group' && principal.tenantKind !== 'group') return false;
  if (!limitsContent(principal.scope)) return true;
  return matter.batchId !== undefined && admitsBatch(principal.scope, matter.batchId);
};

/** Does the scope cover this matter? Otherwise it must look as if it didn't exist. */
export const coversMatter = (
  scope: TenantScope,
  matter: Pick<Matter, 'audience' | 'batchId' | 'departmentIds'>,
): boolean => {
  const { principal, reach } = scope;
  if (!mayKnowMatter(scope, matter)) return false;
  if (reach !== 'department') return true;
  return principal.departmentId !== undefined && matter.departmentIds.includes(principal.departmentId);
};
