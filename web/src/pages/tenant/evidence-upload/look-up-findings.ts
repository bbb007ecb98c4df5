import type { Client, OutputOf } from '@xuncha/contracts';
import type { FindingReference, IndexFinding } from '@xuncha/domain';
import { tryAgain } from '../../../api/try-again.ts';

/** Names of one request, as many as the server takes. */
const PER_REQUEST = 50;

/** The findings an index sheet names, fifty names a request; a large ledger answers in several pages. */
export const lookUpFindings = async (
  client: Client,
  tenantId: string,
  references: readonly FindingReference[],
): Promise<IndexFinding[]> => {
  const found = new Map<string, IndexFinding>();
  for (let from = 0; from < references.length; from += PER_REQUEST) {
    const findings = references.slice(from, from + PER_REQUEST).map((reference) => ({ ...reference }));
    let cursor: string | undefined;
    do {
      const body = { findings, ...(cursor ? { cursor } : {}) };
      const { data }: { data: OutputOf<'findings.lookUp'> } = await tryAgain(() =>
        client.call('findings.lookUp', { params: { tenantId }, body }),
      );
      for (const item of data.items) found.set(item.findingId, item);
      cursor = data.next;
    } while (cursor);
  }
  return [...found.values()];
};
