import { ArchiveError, buildPacks, type FileSource, packFingerprint } from '@xuncha/archive';
import { type AuditEvent, systemScope } from '@xuncha/domain';
import { log } from '@xuncha/http';
import { loadFinding, readAs, type Table } from '@xuncha/store';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, recordsInOrder } from '../stream-events.ts';
import { evidenceSources, type Vault } from './evidence-sources.ts';
import { storedFile } from './gather-finding.ts';
import { packPrefix, readPacks, writePacks } from './pack-files.ts';

export interface PackDeps {
  readonly table: Table;
  readonly vault: Vault;
}

/**
 * Makes the packs of findings that have just closed (K06): S3 then copies their small files into any archive. A pack is
 * an aid, never a condition: the finding is closed already, and an export without packs takes the files themselves.
 */
export const createPackFinding =
  (depsOf: (tenantId: string) => Promise<PackDeps>) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of recordsInOrder(event.Records)) {
      try {
        const { after } = changeOf(record);
        if (after?.kind !== 'audit') continue;
        const { type, data, tenantId, streamId } = readAs<AuditEvent>(after);
        const closes = type === 'closeout.decided' && (data as { readonly next?: unknown }).next === 'closed';
        if (closes) await packFinding(await depsOf(tenantId), tenantId, streamId.slice('finding/'.length));
      } catch (error) {
        log('error', 'pack_failed', { sequence: record.dynamodb?.SequenceNumber, error: String(error) });
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

/** Idempotent: packs are filed under what is in them, and their list is written last. */
const packFinding = async (
  { table, vault }: PackDeps,
  tenantId: string,
  findingId: string,
): Promise<void> => {
  const loaded = await loadFinding(table, systemScope('archive', tenantId), findingId);
  // Reopened meanwhile: its files may change, and closing it again packs it again.
  if (loaded?.finding.state !== 'closed') return;
  const { id, no, title, round } = loaded.finding;
  const evidence = loaded.evidence.filter(({ status }) => status === 'verified').map(storedFile);
  if (evidence.length === 0) return;
  const finding = { id, no, title, round, evidence, frozen: true };
  const { sources, lost } = await evidenceSources(vault, tenantId, finding, { withPacks: false });
  const fields = { tenant: tenantId, findingId };
  if (lost.length > 0) return log('error', 'pack_incomplete', { ...fields, problem: lost[0]?.error.code });
  const files = sources.filter((source): source is FileSource => source.kind === 'file');
  const folder = { tenantId, findingId, fingerprint: packFingerprint(files) };
  if (await readPacks(vault.s3, vault.bucket, folder)) return;
  try {
    const place = { client: vault.s3, bucket: vault.bucket, prefix: packPrefix(folder) };
    await writePacks(vault.s3, vault.bucket, folder, await buildPacks(place, files));
  } catch (error) {
    // Trying again would find the same; the export names the file.
    if (!(error instanceof ArchiveError)) throw error;
    log('error', 'pack_incomplete', { ...fields, problem: error.code });
  }
};
