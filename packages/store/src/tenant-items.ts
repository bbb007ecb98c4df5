import type {
  ChainPolicy,
  Department,
  IdentityProvider,
  RetentionClass,
  TenantKind,
  TenantStatus,
} from '@xuncha/domain';

/** The tenant's head item: settings, status and the head of the tenant's own audit chain. */
export interface TenantHead {
  readonly tenantId: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly status: TenantStatus;
  readonly suspendedReason?: string;
  readonly policy: ChainPolicy;
  /** Category of a finding → functional department of HQ that is consulted. */
  readonly routing: Readonly<Record<string, string>>;
  /** How long the unit's files are kept; the house's default where absent (K04). */
  readonly retention?: RetentionClass;
  /** Who approves exports of the unit's archives; the house's default where absent (K06). */
  readonly exportApproval?: import('@xuncha/domain').ExportApproval;
  /** What the unit's supervision differs in from known practice (F10, I07). */
  readonly supervision?: Partial<import('@xuncha/domain').SupervisionSettings>;
  /** The unit's own sign-in; without it its people use the group's. */
  readonly identityProvider?: IdentityProvider;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
  readonly auditSeq: number;
  readonly auditHash: string;
}

/** HQ's register entry of a subsidiary, with what was asked for so that provisioning can be repeated. */
export interface RegisteredTenant {
  readonly tenantId: string;
  readonly name: string;
  readonly status: TenantStatus;
  readonly suspendedReason?: string;
  readonly createdAt: string;
  readonly version: number;
  /** As in the unit's head, for HQ's list of all units. */
  readonly exportApproval?: import('@xuncha/domain').ExportApproval;
  readonly request?: {
    readonly departments: readonly Department[];
    readonly admin: { readonly login: string; readonly name: string; readonly membershipId: string };
    readonly by: {
      readonly userId: string;
      readonly name: string;
      readonly membershipId: string;
      readonly tenantId: string;
    };
  };
}
