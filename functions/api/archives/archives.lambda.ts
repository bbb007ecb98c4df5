import { createApi } from '@xuncha/http';
import { now } from '../../clock.ts';
import { translateError } from '../context.ts';
import { archiveDeps } from './archive-deps.ts';
import { downloadArchive } from './download.ts';
import { exportArchive } from './export.ts';
import { getArchive } from './get.ts';
import { listArchives } from './list.ts';

export const handler = createApi({
  capability: 'archives',
  handlers: {
    'archives.list': listArchives,
    'archives.export': exportArchive,
    'archives.get': getArchive,
    'archives.download': downloadArchive,
  },
  deps: archiveDeps(),
  now,
  translate: translateError,
});
