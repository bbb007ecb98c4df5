import type { OutputOf } from '@xuncha/contracts';
import { type Handler, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  listSeals,
  readSeal,
  type SealRecord,
  sealObjectKey,
  sealStampKey,
  signingKeyObjectKey,
} from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';

/** Two days of hourly seals. */
const PAGE = 50;
const LINK_SECONDS = 600;

const sealView = (seal: SealRecord): OutputOf<'seals.list'>['items'][number] => ({
  tenantId: seal.tenantId,
  number: seal.number,
  at: seal.at,
  chains: seal.chains,
  changed: seal.changed,
  hash: seal.hash,
  keyFingerprint: seal.keyFingerprint,
  late: seal.late,
  conflicts: seal.conflicts,
  stampedAt: seal.stampedAt,
});

/** Seals of the unit, latest first (G06). */
export const listUnitSeals: Handler<'seals.list', ArchiveDeps> = async ({ scope, query }, { table }) => {
  const page = await listSeals(table, scope, {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  const items = page.seals.map(sealView);
  return { body: { items, ...nextPage(page.lastKey) } };
};

/** One seal with addresses of what an auditor needs to check it: ids and hashes only, so nothing is recorded. */
export const getSeal: Handler<'seals.get', ArchiveDeps> = async (call, { table, vault }) => {
  const number = Number(call.params.number);
  const { tenantId } = call.scope;
  const seal =
    Number.isSafeInteger(number) && number > 0 ? await readSeal(table, call.scope, number) : undefined;
  if (!seal) throw notFound();
  const expiresAt = new Date(Date.parse(call.at) + LINK_SECONDS * 1000).toISOString();
  const linkTo = async (key: string, fileName: string) => ({
    url: await vault.link(key, fileName, LINK_SECONDS),
    fileName,
    expiresAt,
  });
  const { keyFingerprint } = seal;
  return {
    body: {
      ...sealView(seal),
      file: await linkTo(sealObjectKey(tenantId, number), `${tenantId}-封存-${number}.json`),
      publicKey: await linkTo(
        signingKeyObjectKey(tenantId, keyFingerprint),
        `封存公钥-${keyFingerprint.slice(0, 16)}.pem`,
      ),
      ...(seal.stampedAt
        ? { stamp: await linkTo(sealStampKey(tenantId, number), `${tenantId}-封存-${number}.tsr`) }
        : {}),
    },
  };
};
