import { createHash } from 'node:crypto';
import type { Assignee, LoginName } from '@xuncha/domain';

/**
 * All keys of the table, built nowhere else. Every partition key of a tenant starts with `T#<tenant>#`; ids are
 * lower-case ULIDs or codes, so `#` can't occur inside a part.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const PART = /^[^#]+$/;
const part = (value: string): string => {
  if (!PART.test(value)) throw new Error('a key part is empty or holds a delimiter');
  return value;
};

const tenant = (tenantId: string): string => `T#${part(tenantId)}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/**
 * Issuers and subjects are other people's texts: hashed, any character may stand in them, and the table holds no list
 * of who works where. A line feed can't occur in an issuer, which is an address.
 */
const loginHash = ({ issuer, login }: LoginName): string => sha256(`${issuer}\n${login}`);
/** Root of the restricted key space; the policy on leading keys names the same prefix. */
const restricted = (tenantId: string): string => `${tenant(tenantId)}#RST`;
/** Sequence numbers sort as text: ten digits reach further than any trail. */
const sequence = (seq: number): string => String(seq).padStart(10, '0');
/** Sorts after every real date, for what has no date. */
const NO_DATE = '9999-12-31';

export const keys = {
  // A finding and all that belongs to it. Sort keys in order: AUD < BODY < CASE < EVD < MEA < META < SNP < TOK.
  findingPk: (tenantId: string, findingId: string): string => `${tenant(tenantId)}#FND#${part(findingId)}`,
  finding: (tenantId: string, findingId: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: 'META',
  }),
  findingBody: (tenantId: string, findingId: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: 'BODY',
  }),
  measure: (tenantId: string, findingId: string, id: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `MEA#${part(id)}`,
  }),
  evidence: (tenantId: string, findingId: string, id: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `EVD#${part(id)}`,
  }),
  case: (tenantId: string, findingId: string, id: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `CASE#${part(id)}`,
  }),
  snapshot: (tenantId: string, findingId: string, caseId: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `SNP#${part(caseId)}`,
  }),
  taskToken: (tenantId: string, findingId: string, caseId: string, visit: number): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `TOK#${part(caseId)}#${sequence(visit)}`,
  }),
  /** An upload in parts; sorts after META, so that commands on the finding don't read it. */
  partedUpload: (tenantId: string, findingId: string, evidenceId: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `UPL#${part(evidenceId)}`,
  }),
  audit: (pk: string, seq: number): Key => ({ pk, sk: `AUD#${sequence(seq)}` }),

  // The tenant itself: head, departments, members, delegations and the tenant's own audit chain.
  tenantPk: (tenantId: string): string => `${tenant(tenantId)}#TENANT`,
  tenant: (tenantId: string): Key => ({ pk: keys.tenantPk(tenantId), sk: 'META' }),
  department: (tenantId: string, id: string): Key => ({ pk: keys.tenantPk(tenantId), sk: `DEP#${part(id)}` }),
  member: (tenantId: string, id: string): Key => ({ pk: keys.tenantPk(tenantId), sk: `MBR#${part(id)}` }),
  delegation: (tenantId: string, id: string): Key => ({ pk: keys.tenantPk(tenantId), sk: `DLG#${part(id)}` }),
  /** A version of the tenant's limit rules. */
  limitRuleSet: (tenantId: string, version: number): Key => ({
    pk: keys.tenantPk(tenantId),
    sk: `RUL#${sequence(version)}`,
  }),
  closeoutNumber: (tenantId: string, year: string): Key => ({
    pk: keys.tenantPk(tenantId),
    sk: `CNO#${part(year)}`,
  }),
  archiveNumber: (tenantId: string, year: string): Key => ({
    pk: keys.tenantPk(tenantId),
    sk: `ANO#${part(year)}`,
  }),

  // HQ's register of its subsidiaries, and their roll-ups.
  registryPk: (hqTenantId: string): string => `${tenant(hqTenantId)}#TENANTS`,
  registered: (hqTenantId: string, tenantId: string): Key => ({
    pk: keys.registryPk(hqTenantId),
    sk: `TEN#${part(tenantId)}`,
  }),
  /** HQ's register of units' identity providers, by the issuer that stands in a token. */
  issuer: (hqTenantId: string, issuer: string): Key => ({
    pk: `${tenant(hqTenantId)}#ISSUERS`,
    sk: `ISS#${sha256(issuer)}`,
  }),
  meeting: (tenantId: string, id: string): Key => ({ pk: `${tenant(tenantId)}#MTG#${part(id)}`, sk: 'META' }),
  meetingsPk: (tenantId: string): string => `${tenant(tenantId)}#MEETINGS`,
  /** What the leading group's meeting decided, in the order it was recorded in; prefix `DEC#`. */
  meetingDecision: (
    hqTenantId: string,
    meetingId: string,
    { at, caseId, visit }: { readonly at: string; readonly caseId: string; readonly visit: number },
  ): Key => ({
    pk: keys.meeting(hqTenantId, meetingId).pk,
    sk: `DEC#${part(at)}#${part(caseId)}#${sequence(visit)}`,
  }),

  // Feedback batches, imports, exports.
  batchPk: (tenantId: string, batchId: string): string => `${tenant(tenantId)}#BAT#${part(batchId)}`,
  batch: (tenantId: string, batchId: string): Key => ({ pk: keys.batchPk(tenantId, batchId), sk: 'META' }),
  batchFinding: (tenantId: string, batchId: string, order: number, findingId: string): Key => ({
    pk: keys.batchPk(tenantId, batchId),
    sk: `FND#${sequence(order)}#${part(findingId)}`,
  }),
  import: (tenantId: string, importId: string): Key => ({
    pk: `${tenant(tenantId)}#IMP#${part(importId)}`,
    sk: 'META',
  }),
  fingerprint: (tenantId: string, round: string, fingerprint: string): Key => ({
    pk: `${tenant(tenantId)}#FPR#${part(fingerprint)}`,
    sk: `R#${round.replaceAll('#', '＃')}`,
  }),
  importedFile: (tenantId: string, sha256: string): Key => ({
    pk: `${tenant(tenantId)}#FILE#${part(sha256)}`,
    sk: 'META',
  }),
  /** Register of the vault: one item per content. */
  content: (tenantId: string, sha256: string): Key => ({
    pk: `${tenant(tenantId)}#SHA#${part(sha256)}`,
    sk: 'META',
  }),
  /** Who of HQ looked into the unit: one item a day and membership. */
  accessesPk: (tenantId: string): string => `${tenant(tenantId)}#ACCESS`,
  access: (tenantId: string, date: string, membershipId: string): Key => ({
    pk: keys.accessesPk(tenantId),
    sk: `D#${part(date)}#${part(membershipId)}`,
  }),
  contentHold: (tenantId: string, sha256: string, evidenceId: string): Key => ({
    pk: keys.content(tenantId, sha256).pk,
    sk: `HOLD#${part(evidenceId)}`,
  }),
  /** Nightly checks of the vault (RUN#) and what they found (DMG#); their last figures at HQ. */
  fixityPk: (tenantId: string): string => `${tenant(tenantId)}#FIXITY`,
  fixitySummariesPk: (hqTenantId: string): string => `${tenant(hqTenantId)}#FIXITIES`,
  fixitySummary: (hqTenantId: string, tenantId: string): Key => ({
    pk: keys.fixitySummariesPk(hqTenantId),
    sk: `TEN#${part(tenantId)}`,
  }),
  archive: (tenantId: string, id: string): Key => ({ pk: `${tenant(tenantId)}#ARC#${part(id)}`, sk: 'META' }),

  // A matter and all that belongs to it. Sort keys in order: AUD < FILE < META < PART.
  matterPk: (tenantId: string, id: string): string => `${tenant(tenantId)}#MAT#${part(id)}`,
  matter: (tenantId: string, id: string): Key => ({ pk: keys.matterPk(tenantId, id), sk: 'META' }),
  matterFile: (tenantId: string, id: string, fileId: string): Key => ({
    pk: keys.matterPk(tenantId, id),
    sk: `FILE#${part(fileId)}`,
  }),
  matterPart: (tenantId: string, id: string, partId: string): Key => ({
    pk: keys.matterPk(tenantId, id),
    sk: `PART#${part(partId)}`,
  }),
  /** Register of a year's meetings and instructions, by category and day. */
  yearPk: (tenantId: string, year: string): string => `${tenant(tenantId)}#YEAR#${part(year)}`,
  yearEntry: (entry: { tenantId: string; category: string; date: string; id: string }): Key => ({
    pk: keys.yearPk(entry.tenantId, entry.date.slice(0, 4)),
    sk: `${part(entry.category)}#${part(entry.date)}#${part(entry.id)}`,
  }),
  /** Closed findings of one node of the catalogue (or category), by day of close: candidates for a recurrence. */
  closedWordingsPk: (tenantId: string, node: string): string => `${tenant(tenantId)}#CLOSED#${sha256(node)}`,
  closedWording: (tenantId: string, node: string, closedOn: string, findingId: string): Key => ({
    pk: keys.closedWordingsPk(tenantId, node),
    sk: `${part(closedOn)}#${part(findingId)}`,
  }),
  /** How many recurrences, beside the other numbers of the dashboard. */
  recurrenceCounts: (tenantId: string): Key => ({ pk: keys.dashboardPk(tenantId), sk: 'RECURRENCES' }),
  /** From a finding to a matter about it; sorts after META, so that commands on the finding don't read it. */
  findingMatter: (tenantId: string, findingId: string, matterId: string): Key => ({
    pk: keys.findingPk(tenantId, findingId),
    sk: `REL#${part(matterId)}`,
  }),

  /** Versions of the unit's acceptance standards. */
  standardsPk: (tenantId: string): string => `${tenant(tenantId)}#STANDARDS`,
  standards: (tenantId: string, version: number): Key => ({
    pk: keys.standardsPk(tenantId),
    sk: `V#${sequence(version)}`,
  }),

  /** Versions of the unit's own form of the plan. */
  planTemplatesPk: (tenantId: string): string => `${tenant(tenantId)}#TEMPLATES`,
  planTemplate: (tenantId: string, version: number): Key => ({
    pk: keys.planTemplatesPk(tenantId),
    sk: `PLAN#${sequence(version)}`,
  }),

  // Seals over all audit chains: the head, what changed since, the list, and the pages of the tree.
  sealsPk: (tenantId: string): string => `${tenant(tenantId)}#SEALS`,
  sealHead: (tenantId: string): Key => ({ pk: keys.sealsPk(tenantId), sk: 'HEAD' }),
  /** `position`: of the stream batch the notes were taken from. */
  chainNotes: (tenantId: string, position: string): Key => ({
    pk: keys.sealsPk(tenantId),
    sk: `CHG#${part(position).padStart(40, '0')}`,
  }),
  seal: (tenantId: string, number: number): Key => ({
    pk: keys.sealsPk(tenantId),
    sk: `SEAL#${sequence(number)}`,
  }),
  sealPage: (tenantId: string, hash: string): Key => ({
    pk: `${tenant(tenantId)}#SEALTREE`,
    sk: `PG#${part(hash)}`,
  }),

  // Inboxes and the dashboard: projections.
  inboxPk: (homeTenantId: string, assignee: string): string => `${tenant(homeTenantId)}#INBOX#${assignee}`,
  inboxTask: (
    homeTenantId: string,
    assignee: Assignee['key'],
    task: { due?: string; findingId: string; kind: string },
  ): Key => ({
    pk: keys.inboxPk(homeTenantId, assignee),
    sk: `${task.due ?? NO_DATE}#${part(task.findingId)}#${part(task.kind)}`,
  }),
  /** What a person handed in and somebody else has now: the longest waiting first. */
  startedPk: (homeTenantId: string, userId: string): string =>
    `${tenant(homeTenantId)}#STARTED#${userId.replaceAll('#', '＃')}`,
  started: (
    homeTenantId: string,
    userId: string,
    line: { since: string; subjectId: string; kind: string },
  ): Key => ({
    pk: keys.startedPk(homeTenantId, userId),
    sk: `${part(line.since)}#${part(line.subjectId)}#${part(line.kind)}`,
  }),
  /** What people were told of passing time: by assignee as inboxes are, newest day last. */
  notificationsPk: (homeTenantId: string, assignee: string): string =>
    `${tenant(homeTenantId)}#NTF#${assignee}`,
  notification: (
    homeTenantId: string,
    assignee: string,
    line: { on: string; subjectId: string; rung: string },
  ): Key => ({
    pk: keys.notificationsPk(homeTenantId, assignee),
    sk: `${part(line.on)}#${part(line.subjectId)}#${part(line.rung)}`,
  }),
  /** Which notifications a person has seen; how the person wants to be told. */
  seenNotifications: (homeTenantId: string, userId: string): Key => ({
    pk: `${tenant(homeTenantId)}#SEEN#${userId.replaceAll('#', '＃')}`,
    sk: 'NTF',
  }),
  preferences: (homeTenantId: string, userId: string): Key => ({
    pk: `${tenant(homeTenantId)}#PREF#${userId.replaceAll('#', '＃')}`,
    sk: 'META',
  }),
  /** What leaves the system: one message a day and receiver. */
  message: (tenantId: string, date: string, receiver: string): Key => ({
    pk: `${tenant(tenantId)}#MSG#${part(date)}`,
    sk: `M#${receiver.replaceAll('#', '＃')}`,
  }),
  messageClaim: (tenantId: string, date: string, receiver: string): Key => ({
    pk: `${tenant(tenantId)}#MSG#${part(date)}`,
    sk: `C#${receiver.replaceAll('#', '＃')}`,
  }),
  webhook: (tenantId: string, id: string): Key => ({ pk: keys.tenantPk(tenantId), sk: `WBH#${part(id)}` }),
  /** Requests for another date by the day on which they are to be decided: what the clock reminds deciders of. */
  askedExtensionsPk: (tenantId: string): string => `${tenant(tenantId)}#ASKED`,
  askedExtension: (asked: {
    tenantId: string;
    due: string;
    findingId: string;
    extensionId: string;
  }): Key => ({
    pk: keys.askedExtensionsPk(asked.tenantId),
    sk: `${part(asked.due)}#${part(asked.findingId)}#${part(asked.extensionId)}`,
  }),
  /** How far the day's work of a tenant has come. */
  dailyMark: (tenantId: string): Key => ({ pk: `${tenant(tenantId)}#DAILY`, sk: 'MARK' }),
  dashboardPk: (tenantId: string): string => `${tenant(tenantId)}#DASH`,
  counters: (tenantId: string): Key => ({ pk: keys.dashboardPk(tenantId), sk: 'COUNTERS' }),
  dueMonth: (tenantId: string, month: string): Key => ({
    pk: keys.dashboardPk(tenantId),
    sk: `DUE#${part(month)}`,
  }),
  /** Numbers of the effect chart (K03): sums in the head, the heat map in parts; HQ has the heads. */
  effectPk: (tenantId: string): string => `${tenant(tenantId)}#EFFECT`,
  effect: (tenantId: string): Key => ({ pk: keys.effectPk(tenantId), sk: 'HEAD' }),
  effectPart: (tenantId: string, name: string): Key => ({
    pk: keys.effectPk(tenantId),
    sk: `DOM#${part(name)}`,
  }),
  groupEffectPk: (hqTenantId: string): string => `${tenant(hqTenantId)}#EFFECTS`,
  groupEffect: (hqTenantId: string, tenantId: string): Key => ({
    pk: keys.groupEffectPk(hqTenantId),
    sk: `TEN#${part(tenantId)}`,
  }),
  /** Sheets of the ledger: compact lines of neighbouring findings, from the lowest id on; the first one has none. */
  ledgerSheetsPk: (tenantId: string): string => `${tenant(tenantId)}#SHEETS`,
  ledgerSheet: (tenantId: string, from: string): Key => ({
    pk: keys.ledgerSheetsPk(tenantId),
    sk: `S#${from}`,
  }),
  /** The wording of a finding once more, beside those of its neighbours, so that a search reads many at once. */
  wordingsPk: (tenantId: string): string => `${tenant(tenantId)}#WORDINGS`,
  wording: (tenantId: string, findingId: string): Key => ({
    pk: keys.wordingsPk(tenantId),
    sk: part(findingId),
  }),
  /** The whole ledger in one order: a line for each finding that counts; those without a value in a part of their own. */
  ledgerOrderPk: (tenantId: string, order: string): string => `${tenant(tenantId)}#ORDER#${part(order)}`,
  ledgerOrderPart: (at: 1 | 2): string => `${at}#`,
  ledgerOrder: (tenantId: string, order: string, at: { part: 1 | 2; key: string }): Key => ({
    pk: keys.ledgerOrderPk(tenantId, order),
    sk: `${keys.ledgerOrderPart(at.part)}${part(at.key)}`,
  }),
  /** HQ's list of all units' reports that are due in a year. */
  groupDutiesPk: (hqTenantId: string, year: string): string => `${tenant(hqTenantId)}#DUTIES#${part(year)}`,
  groupDuty: (hqTenantId: string, duty: { year: string; tenantId: string; id: string }): Key => ({
    pk: keys.groupDutiesPk(hqTenantId, duty.year),
    sk: `TEN#${part(duty.tenantId)}#${part(duty.id)}`,
  }),
  /** HQ's list of all units' one-to-one feedback meetings of a year (D05). */
  feedbackMeetingsPk: (hqTenantId: string, year: string): string =>
    `${tenant(hqTenantId)}#FEEDBACK#${part(year)}`,
  feedbackMeeting: (hqTenantId: string, meeting: { date: string; tenantId: string; id: string }): Key => ({
    pk: keys.feedbackMeetingsPk(hqTenantId, meeting.date.slice(0, 4)),
    sk: `${part(meeting.date)}#${part(meeting.tenantId)}#${part(meeting.id)}`,
  }),
  /** Saved views of the ledger: shared ones, and those of one person. */
  ledgerViewsPk: (tenantId: string): string => `${tenant(tenantId)}#VIEWS`,
  ledgerView: (tenantId: string, owner: string | undefined, id: string): Key => ({
    pk: keys.ledgerViewsPk(tenantId),
    sk: owner === undefined ? `S#${part(id)}` : `U#${owner.replaceAll('#', '＃')}#${part(id)}`,
  }),
  /** Export of the ledger as a workbook; how far it is stands beside it. */
  ledgerExport: (tenantId: string, id: string): Key => ({
    pk: `${tenant(tenantId)}#LEX#${part(id)}`,
    sk: 'META',
  }),
  ledgerExportProgress: (tenantId: string, id: string): Key => ({
    pk: keys.ledgerExport(tenantId, id).pk,
    sk: 'PROGRESS',
  }),
  /** HQ's board of the six gates: a line of each unit. */
  groupBoardsPk: (hqTenantId: string): string => `${tenant(hqTenantId)}#BOARDS`,
  groupBoard: (hqTenantId: string, tenantId: string): Key => ({
    pk: keys.groupBoardsPk(hqTenantId),
    sk: `TEN#${part(tenantId)}`,
  }),
  /** Which rounds the units have, at HQ. */
  groupRoundsPk: (hqTenantId: string): string => `${tenant(hqTenantId)}#ROUNDS`,
  groupRound: (hqTenantId: string, round: string, tenantId: string): Key => ({
    pk: keys.groupRoundsPk(hqTenantId),
    sk: `R#${round.replaceAll('#', '＃')}#${part(tenantId)}`,
  }),
  rollupPk: (hqTenantId: string): string => `${tenant(hqTenantId)}#ROLLUP`,
  rollup: (hqTenantId: string, tenantId: string): Key => ({
    pk: keys.rollupPk(hqTenantId),
    sk: `TEN#${part(tenantId)}`,
  }),

  idempotency: (tenantId: string, userId: string, key: string): Key => ({
    pk: `${tenant(tenantId)}#IDEM#${userId.replaceAll('#', '＃')}`,
    sk: `K#${key}`,
  }),

  // Restricted matters (C01, D03, D06, I06), in HQ's own partitions: everything that holds or points to their content
  // starts with `T#<tenant>#RST#`, which a session enters only with its tag. No index holds any of it.
  restrictedPk: (tenantId: string, recordClass: string, id: string): string =>
    `${restricted(tenantId)}#${part(recordClass)}#${part(id)}`,
  restricted: (tenantId: string, recordClass: string, id: string): Key => ({
    pk: keys.restrictedPk(tenantId, recordClass, id),
    sk: 'META',
  }),
  restrictedListPk: (tenantId: string, recordClass: string, audience: string): string =>
    `${restricted(tenantId)}#LIST#${part(recordClass)}#${audience.replaceAll('#', '＃')}`,
  restrictedEntry: (
    tenantId: string,
    recordClass: string,
    audience: string,
    record: { createdAt: string; id: string },
  ): Key => ({
    pk: keys.restrictedListPk(tenantId, recordClass, audience),
    sk: `${part(record.createdAt)}#${part(record.id)}`,
  }),
  restrictedInboxPk: (tenantId: string, assignee: string): string =>
    `${restricted(tenantId)}#INBOX#${assignee.replaceAll('#', '＃')}`,
  restrictedTask: (tenantId: string, assignee: string, task: { due?: string; id: string }): Key => ({
    pk: keys.restrictedInboxPk(tenantId, assignee),
    sk: `${task.due ?? NO_DATE}#${part(task.id)}#restricted`,
  }),
  restrictedIdempotency: (tenantId: string, userId: string, key: string): Key => ({
    pk: `${restricted(tenantId)}#IDEM#${userId.replaceAll('#', '＃')}`,
    sk: `K#${key}`,
  }),
  /** How many interviews, by unit and round: outside, for those who may know no more (C01). */
  interviewCountsPk: (tenantId: string): string => `${tenant(tenantId)}#TALKS`,
  interviewCount: (tenantId: string, unitId: string, round: string): Key => ({
    pk: keys.interviewCountsPk(tenantId),
    sk: `UNIT#${part(unitId)}#${round.replaceAll('#', '＃')}`,
  }),

  /** How many requests a tenant may still send. Outside of `T#`: no session of a tenant reaches it; authorizer only. */
  rateBucket: (tenantId: string): Key => ({ pk: `RATE#${part(tenantId)}`, sk: 'BUCKET' }),

  // Before a tenant is known: where a person of an identity provider may act. Projection; authorizer only.
  login: (name: LoginName): { readonly pk: string } => ({ pk: `LOGIN#${loginHash(name)}` }),
  loginMembership: (name: LoginName, tenantId: string, membershipId: string): Key => ({
    ...keys.login(name),
    sk: `MBR#${part(tenantId)}#${part(membershipId)}`,
  }),
  loginDelegation: (name: LoginName, tenantId: string, delegationId: string): Key => ({
    ...keys.login(name),
    sk: `DLG#${part(tenantId)}#${part(delegationId)}`,
  }),
};

/** Which of the sixteen parts of the heat map holds this domain. */
export const effectPartOf = (domain: string): string => sha256(domain).slice(0, 1);

export const indexKeys = {
  state: (tenantId: string, state: string): string => `${tenant(tenantId)}#ST#${part(state)}`,
  open: (tenantId: string): string => `${tenant(tenantId)}#OPEN`,
  ended: (tenantId: string): string => `${tenant(tenantId)}#ENDED`,
  department: (tenantId: string, departmentId: string): string =>
    `${tenant(tenantId)}#DEP#${part(departmentId)}`,
  imports: (tenantId: string): string => `${tenant(tenantId)}#IMPORTS`,
  batches: (tenantId: string): string => `${tenant(tenantId)}#BATCHES`,
  archives: (tenantId: string): string => `${tenant(tenantId)}#ARCHIVES`,
  meetings: (tenantId: string): string => `${tenant(tenantId)}#MEETINGS`,
  ledgerExports: (tenantId: string): string => `${tenant(tenantId)}#LEXPORTS`,
  /** Contents of the vault, the one checked longest ago first. */
  vault: (tenantId: string): string => `${tenant(tenantId)}#VAULT`,
  /** Matters of a kind by time; the open ones of a kind by due date; the open ones of all kinds by due date. */
  matters: (tenantId: string, kind: string): string => `${tenant(tenantId)}#MATTERS#${part(kind)}`,
  openMatters: (tenantId: string, kind: string): string => `${tenant(tenantId)}#OPENMAT#${part(kind)}`,
  dueMatters: (tenantId: string): string => `${tenant(tenantId)}#DUE`,
  /** Running jobs of a tenant, so that the reconciler finds one that stopped. */
  jobs: (tenantId: string): string => `${tenant(tenantId)}#JOBS`,
  /** Exports with files in S3, by the last day of these. */
  expiring: (tenantId: string): string => `${tenant(tenantId)}#EXPIRING`,
  dated: (date: string | undefined, id: string): string => `${date ?? NO_DATE}#${id}`,
};

/** Tenant and id of the thing an item is the head of: `T#<tenant>#FND#<id>` → both. */
export const ownerOfKey = (item: {
  readonly pk?: unknown;
}): { readonly tenantId: string; readonly id: string } => {
  const [, tenantId = '', , id = ''] = String(item.pk).split('#');
  return { tenantId, id };
};
