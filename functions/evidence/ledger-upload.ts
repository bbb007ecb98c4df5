import { log } from '@xuncha/http';
import {
  ConditionFailed,
  changeWrite,
  IMPORTS,
  type LedgerImport,
  readDocument,
  type Table,
} from '@xuncha/store';
import { importKeys } from '../import-files.ts';
import type { ArrivedObject, ObjectStore } from './object-store.ts';

export interface LedgerUploadDeps {
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly now: () => Date;
}

const afterUpload = (document: LedgerImport, object: ArrivedObject, updatedAt: string): LedgerImport =>
  object.sha256 === document.sha256 && object.size === document.size
    ? { ...document, status: 'uploaded', updatedAt }
    : {
        ...document,
        updatedAt,
        status: 'failed',
        problem: {
          code: 'checksum_mismatch',
          message: '收到的文件与登记的不一致，请重新选择台账文件后再导入。',
        },
      };

/**
 * A ledger has arrived: kept in the vault beside its import, whose job goes on from there. Type and content are the
 * reader's to judge. An import that has gone on already is left as it is.
 */
export const onLedgerUploaded = async (
  { table, objects, now }: LedgerUploadDeps,
  { tenantId, importId }: { readonly tenantId: string; readonly importId: string },
  object: ArrivedObject,
): Promise<void> => {
  const document = await readDocument(table, IMPORTS, tenantId, importId);
  if (!document) {
    log('warn', 'upload_unknown', { key: object.key });
    return;
  }
  if (document.status === 'awaiting_upload') {
    const next = afterUpload(document, object, now().toISOString());
    if (next.status === 'uploaded') await objects.keep(object, importKeys.source(tenantId, importId));
    try {
      await table.transact([changeWrite(IMPORTS, document, next)]);
    } catch (error) {
      // The same event twice at once: the other one has written this already.
      if (!(error instanceof ConditionFailed)) throw error;
    }
    log('info', 'ledger_arrived', { tenant: tenantId, importId, status: next.status });
  }
  await objects.drop(object);
};
