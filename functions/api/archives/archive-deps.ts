import { setting } from '../../environment.ts';
import { type ApiDeps, apiDeps } from '../context.ts';
import { type ArchiveFiles, openArchiveFiles } from './archive-files.ts';

export interface ArchiveDeps extends ApiDeps {
  readonly files: ArchiveFiles;
}

export const archiveDeps = (): ArchiveDeps => ({
  ...apiDeps(),
  files: openArchiveFiles(setting('ARCHIVE_BUCKET')),
});
