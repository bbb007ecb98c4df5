import { type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AuditEvent, type ChainFault, verifyChain } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';

/** What is wrong with one trail; the first bad event is named where there is one. */
export interface TrailFault {
  /** Partition key of the collection: tenant and finding. */
  readonly collection: string;
  readonly reason: ChainFault | 'head_missing' | 'finding_missing';
  readonly firstBadSeq?: number;
  readonly message: string;
}

export interface TrailReport {
  readonly trails: number;
  readonly events: number;
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
      FilterExpression: '#kind IN (:audit, :finding, :tenant, :pointer)',
      ProjectionExpression: 'pk, sk, #kind, auditSeq, auditHash, id',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: {
        ':audit': { S: 'audit' },
        ':finding': { S: 'finding' },
        ':tenant': { S: 'tenant' },
        ':pointer': { S: 'batch_finding' },
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

/** `T#a#FND#x` → `finding/x` of tenant `a`; the tenant's own trail is called `tenant`. */
const ownerOf = (pk: string): { tenantId: string; streamId: string } => {
  const [, tenantId = '', kind, id = ''] = pk.split('#');
  return { tenantId, streamId: kind === 'FND' ? `finding/${id}` : 'tenant' };
};

/**
 * Checks every hash chain of the table against its head: edited, removed, reordered, repeated or foreign events, a cut
 * tail, a trail without its head, and findings of a batch that are gone altogether.
 */
export const verifyTrails = async (client: DynamoDBClient, table: string): Promise<TrailReport> => {
  const { heads, collections, expected } = await survey(client, table);
  const faults: TrailFault[] = [];
  let events = 0;
  for (const pk of [...collections].sort()) {
    const head = heads.get(pk);
    const trail = await readTrail(client, table, pk);
    events += trail.length;
    if (!head) {
      faults.push({
        collection: pk,
        reason: 'head_missing',
        message: '审计记录还在，但登记它的主记录不见了',
      });
      continue;
    }
    const verdict = verifyChain(trail, { ...head, ...ownerOf(pk) });
    if (!verdict.ok)
      faults.push({
        collection: pk,
        reason: verdict.reason,
        firstBadSeq: verdict.firstBadSeq,
        message: verdict.message,
      });
  }
  for (const pk of expected)
    if (!collections.has(pk))
      faults.push({ collection: pk, reason: 'finding_missing', message: '批次登记的问题整条不见了' });
  return { trails: collections.size, events, faults };
};
