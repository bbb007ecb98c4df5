import { setting } from '../../environment.ts';
import { objectClientPerSession } from '../../evidence/object-store.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';
import { type ArchiveFiles, openArchiveFiles } from './archive-files.ts';

export interface ArchiveDeps extends ApiDeps {
  readonly files: ArchiveFiles;
  /** Seals of the unit's audit chains. */
  readonly vault: ArchiveFiles;
}

export const archiveDeps = (): DepsOf<ArchiveDeps> => {
  const depsOf = apiDeps();
  const clientOf = objectClientPerSession();
  const bucket = setting('ARCHIVE_BUCKET');
  const vaultBucket = setting('VAULT_BUCKET');
  return (credentials) => ({
    ...depsOf(credentials),
    files: openArchiveFiles(bucket, clientOf(credentials)),
    vault: openArchiveFiles(vaultBucket, clientOf(credentials), 'application/octet-stream'),
  });
};
