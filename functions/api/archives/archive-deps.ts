import { setting } from '../../environment.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';
import { objectsOnDemand } from '../objects-on-demand.ts';
import type { ArchiveFiles } from './archive-files.ts';

export interface ArchiveDeps extends ApiDeps {
  readonly files: ArchiveFiles;
  /** Seals of the unit's audit chains. */
  readonly vault: ArchiveFiles;
}

export const archiveDeps = (): DepsOf<ArchiveDeps> => {
  const depsOf = apiDeps();
  const clientOf = objectsOnDemand();
  const bucket = setting('ARCHIVE_BUCKET');
  const vaultBucket = setting('VAULT_BUCKET');
  return (credentials) => {
    const client = clientOf(credentials);
    const open = async (name: string, contentType?: string): Promise<ArchiveFiles> => {
      const { openArchiveFiles } = await import('./archive-files.ts');
      return openArchiveFiles(name, await client(), contentType);
    };
    const onDemand = (name: string, contentType?: string): ArchiveFiles => ({
      exists: async (key) => (await open(name, contentType)).exists(key),
      link: async (key, fileName, seconds) => (await open(name, contentType)).link(key, fileName, seconds),
    });
    return {
      ...depsOf(credentials),
      files: onDemand(bucket),
      vault: onDemand(vaultBucket, 'application/octet-stream'),
    };
  };
};
