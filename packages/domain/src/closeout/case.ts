/** The five gates of closeout.md, in order. */
export const GATES = [
  'application',
  'evidence_check',
  'consultation',
  'party_committee',
  'leading_group',
] as const;
export type Gate = (typeof GATES)[number];

export const GATE_TITLES: Readonly<Record<Gate, string>> = {
  application: '验收申请',
  evidence_check: '材料核验',
  consultation: '征求意见',
  party_committee: '党委会决策',
  leading_group: '领导小组销号',
};

/** Which gates a tenant uses and how many working days each may take. A running case keeps its version. */
export interface ChainPolicy {
  readonly version: number;
  readonly gates: readonly Gate[];
  /** Working days (Chinese calendar) from the opening of the gate. */
  readonly limits: Readonly<Record<Exclude<Gate, 'application'>, number>>;
}

/** Who has already acted in a case; none of them may decide a later gate (G07). */
export interface GateActor {
  readonly gate: Gate;
  readonly userId: string;
  /** The absent person, where a substitute acted: both count. */
  readonly onBehalfOf?: string;
}

/** The moving part of the running case; stands in the finding's head so that one item is the lock. */
export interface CloseoutProgress {
  readonly caseId: string;
  readonly gate: Gate;
  /** Counts gate visits of this case from 1; one decision exists per visit. */
  readonly visit: number;
  /** opening: decided, the next gate's task has not been created yet · open: waits for people. */
  readonly status: 'opening' | 'open';
  readonly openedAt?: string;
  /** Business date by which the gate should be decided. */
  readonly due?: string;
  /** How often the limit has passed: 0 none, 1 reminder, from 2 escalations. */
  readonly escalation: number;
  /** Start number of the Step Functions execution that carries the case. */
  readonly attempt: number;
  readonly actors: readonly GateActor[];
  readonly snapshotHash: string;
  /** The snapshot of the application is kept: since the first gate opened. */
  readonly frozen?: boolean;
  readonly consultDepartmentId?: string;
}

export type CaseStatus = 'running' | 'closed' | 'returned' | 'continuous' | 'withdrawn';

/** The still part of a case: what was applied for, under which policy, and how it ended. */
export interface CloseoutCase {
  readonly id: string;
  readonly status: CaseStatus;
  readonly policy: ChainPolicy;
  readonly application: {
    /** 整改结果 */
    readonly result: string;
    /** 举一反三 (F08) */
    readonly similarCheck: string;
    /** 新建或修订的制度 (F08) */
    readonly newRules: readonly string[];
    readonly by: string;
    readonly byName: string;
    readonly at: string;
  };
  readonly snapshotHash: string;
  /** A case that ended: what was applied for is kept as a snapshot, whatever became of it. */
  readonly frozen?: boolean;
  /** Where the finding stood when it was applied for: a withdrawal puts it back there. */
  readonly startedFrom?: { readonly state: 'rectifying' | 'continuous'; readonly nextCheckDate?: string };
  readonly endedAt?: string;
  readonly endedAtGate?: Gate;
  readonly closeoutNo?: string;
}
