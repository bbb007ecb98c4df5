import { type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type AuditEvent,
  backdatedEvent,
  type ChainFault,
  checkAgainstSeals,
  type SealedChainFault,
  type SealFaultReason,
  type SealWitness,
  verifyChain,
} from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import { replaySeals, type SealSource } from './seal-source.ts';

/** What is wrong with one trail; the first bad event is named where there is one. */
export interface TrailFault {
  /** Partition key of the collection: tenant and finding. */
  readonly collection: string;
  readonly reason:
    | ChainFault
    | SealedChainFault
    | SealFaultReason
    | 'seal_conflict'
    | 'head_missing'
    | 'finding_missing';
  /** Number of the seal, where a seal itself is wrong. */
  readonly seal?: number;
  readonly firstBadSeq?: number;
  readonly message: string;
}

export interface TrailReport {
  readonly trails: number;
  readonly events: number;
  /** Seals that were checked, and events no seal covers yet; absent when no seals were given. */
  readonly seals?: number;
  readonly unsealed?: number;
  readonly faults: readonly TrailFault[];
}

interface Seen {
  readonly heads: Map<string, { readonly seq: number; readonly hash: string }>;
  readonly collections: Set<string>;
  /** Collections that a feedback batch names. */
  readonly expected: Set<string>;
}

/** Reads which collections there are. An operator's tool, outside every request path: the one Scan of the product. */
const survey = async (client: DynamoDBClient, table: string): Promise<Seen> => {
  const seen: Seen = { heads: new Map(), collections: new Set(), expected: new Set() };
  let startKey: Awaited<ReturnType<typeof scanPage>>['LastEvaluatedKey'];
  do {
    const page = await scanPage(client, table, startKey);
    for (const raw of page.Items ?? []) {
      const item = unmarshall(raw);
      const pk = String(item.pk);
      if (item.kind === 'batch_finding')
        seen.expected.add(`${pk.slice(0, pk.indexOf('#BAT#'))}#FND#${item.id}`);
      else seen.collections.add(pk);
      if (item.sk === 'META')
        seen.heads.set(pk, { seq: Number(item.auditSeq), hash: String(item.auditHash) });
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return seen;
};

const scanPage = (
  client: DynamoDBClient,
  table: string,
  startKey: ScanCommand['input']['ExclusiveStartKey'],
) =>
  client.send(
    new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      ExclusiveStartKey: startKey,
      FilterExpression:
        '#kind IN (:audit, :finding, :matter, :tenant, :pointer, :restricted, :restrictedAudit)',
      ProjectionExpression: 'pk, sk, #kind, auditSeq, auditHash, id',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: {
        ':audit': { S: 'audit' },
        ':finding': { S: 'finding' },
        ':matter': { S: 'matter' },
        ':tenant': { S: 'tenant' },
        ':pointer': { S: 'batch_finding' },
        ':restricted': { S: 'restricted' },
        ':restrictedAudit': { S: 'restricted_audit' },
      },
    }),
  );

const readTrail = async (client: DynamoDBClient, table: string, pk: string): Promise<AuditEvent[]> => {
  const events: AuditEvent[] = [];
  let startKey: QueryCommand['input']['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :audit)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':audit': { S: 'AUD#' } },
        ExclusiveStartKey: startKey,
      }),
    );
    events.push(...(page.Items ?? []).map((item) => contentOf<AuditEvent>(unmarshall(item))));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return events;
};

/**
 * `T#a#FND#x` → `finding/x` of tenant `a`, `T#a#RST#referral#x` → `restricted/referral/x`; the tenant's own trail is
 * called `tenant`.
 */
const ownerOf = (pk: string): { tenantId: string; streamId: string } => {
  const [, tenantId = '', kind, id = '', restrictedId = ''] = pk.split('#');
  if (kind === 'RST') return { tenantId, streamId: `restricted/${id}/${restrictedId}` };
  if (kind === 'MAT') return { tenantId, streamId: `matter/${id}` };
  return { tenantId, streamId: kind === 'FND' ? `finding/${id}` : 'tenant' };
};

const chainPk = (tenantId: string, streamId: string): string => {
  if (streamId === 'tenant') return keys.tenantPk(tenantId);
  const [kind, id = ''] = streamId.split('/');
  return kind === 'matter' ? keys.matterPk(tenantId, id) : keys.findingPk(tenantId, id);
};

/** What the seals of all tenants say of each chain, and what is wrong with the seals themselves. */
interface SealedState {
  readonly seals: number;
  readonly witnesses: ReadonlyMap<string, readonly SealWitness[]>;
  readonly faults: readonly TrailFault[];
}

const playSeals = async (
  client: DynamoDBClient,
  table: string,
  tenants: Iterable<string>,
  source: SealSource,
): Promise<SealedState> => {
  const witnesses = new Map<string, readonly SealWitness[]>();
  const faults: TrailFault[] = [];
  let seals = 0;
  for (const tenantId of tenants) {
    const { replay, count } = await replaySeals(client, table, tenantId, source);
    seals += count;
    for (const [streamId, heads] of replay.witnesses) witnesses.set(chainPk(tenantId, streamId), heads);
    for (const { number, reason, message } of replay.faults)
      faults.push({ collection: keys.sealsPk(tenantId), reason, seal: number, message });
    for (const { sealed, found } of replay.conflicts)
      faults.push({
        collection: chainPk(tenantId, sealed.streamId),
        reason: 'seal_conflict',
        firstBadSeq: Math.min(sealed.seq + 1, found.seq),
        message: `封存时发现该链没有接在已封存的第 ${sealed.seq} 条之后`,
      });
    for (const { streamId, seq, at, writtenAt } of new Map(
      replay.late.map((one) => [`${one.streamId}#${one.seq}`, one]),
    ).values())
      faults.push({
        collection: chainPk(tenantId, streamId),
        reason: 'backdated',
        firstBadSeq: seq,
        message: `第 ${seq} 条倒签：自称 ${at}，数据库于 ${writtenAt} 才收到`,
      });
  }
  return { seals, witnesses, faults };
};

/** What is wrong with one trail: in itself, against its head, in its times, or against what was sealed. */
const trailFault = (
  pk: string,
  trail: readonly AuditEvent[],
  head: { readonly seq: number; readonly hash: string } | undefined,
  witnesses: readonly SealWitness[],
): TrailFault | undefined => {
  if (!head)
    return { collection: pk, reason: 'head_missing', message: '审计记录还在，但登记它的主记录不见了' };
  const verdict = verifyChain(trail, { ...head, ...ownerOf(pk) });
  if (!verdict.ok) {
    const { reason, firstBadSeq, message } = verdict;
    return { collection: pk, reason, firstBadSeq, message };
  }
  const sealed = checkAgainstSeals(trail, witnesses);
  if (sealed) return { collection: pk, ...sealed };
  const backdated = backdatedEvent(trail);
  return (
    backdated && {
      collection: pk,
      reason: 'backdated',
      firstBadSeq: backdated.seq,
      message: `第 ${backdated.seq} 条倒签：自称 ${backdated.at}，早于前一条`,
    }
  );
};

/**
 * Checks every hash chain of the table against its head: edited, removed, reordered, repeated or foreign events, a cut
 * tail, a trail without its head, and findings of a batch that are gone altogether. With seals also what a writer with all
 * rights on the table could hide from that: a chain rewritten, shortened or dropped as a whole, and events that were
 * backdated (G06).
 */
export const verifyTrails = async (
  client: DynamoDBClient,
  table: string,
  source?: SealSource,
): Promise<TrailReport> => {
  const { heads, collections, expected } = await survey(client, table);
  const tenants = new Set([...heads.keys(), ...collections].map((pk) => ownerOf(pk).tenantId));
  for (const tenantId of (await source?.tenants()) ?? []) tenants.add(tenantId);
  const sealed = source && (await playSeals(client, table, [...tenants].sort(), source));
  const faults: TrailFault[] = [...(sealed?.faults ?? [])];
  let events = 0;
  let unsealed = 0;
  for (const pk of [...collections].sort()) {
    const trail = await readTrail(client, table, pk);
    const witnesses = sealed?.witnesses.get(pk) ?? [];
    events += trail.length;
    unsealed += Math.max(0, trail.length - (witnesses.at(-1)?.head.seq ?? 0));
    const fault = trailFault(pk, trail, heads.get(pk), witnesses);
    // The same event may be named by the seals already.
    if (fault && !faults.some((one) => one.collection === pk && one.firstBadSeq === fault.firstBadSeq))
      faults.push(fault);
  }
  for (const [pk, witnesses] of sealed?.witnesses ?? []) {
    const last = witnesses.at(-1);
    if (!last || collections.has(pk)) continue;
    faults.push({
      collection: pk,
      reason: 'sealed_lost',
      firstBadSeq: 1,
      message: `第 ${last.number} 号封存（${last.sealedAt}）时有 ${last.head.seq} 条记录，现在整条链不见了`,
    });
  }
  for (const pk of expected)
    if (!collections.has(pk) && !sealed?.witnesses.has(pk))
      faults.push({ collection: pk, reason: 'finding_missing', message: '批次登记的问题整条不见了' });
  return {
    trails: collections.size,
    events,
    ...(sealed ? { seals: sealed.seals, unsealed } : {}),
    faults,
  };
};
