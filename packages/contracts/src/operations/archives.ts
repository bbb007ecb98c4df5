import type { Operation } from '../operation.ts';
import * as s from '../schemas/index.ts';
import { TENANT } from './paths.ts';

export const ARCHIVES_OPERATIONS = {
  'archives.list': {
    method: 'GET',
    path: `${TENANT}/archives`,
    capability: 'archives',
    action: 'archive.read',
    summary: '档案导出记录',
    query: s.PageQuery,
    output: s.page(s.ArchiveExport),
    status: 200,
    problems: [],
  },
  'archives.export': {
    method: 'POST',
    path: `${TENANT}/archives`,
    capability: 'archives',
    action: 'archive.export',
    summary: '导出佐证档案（BagIt ZIP），导出本身留痕',
    body: s.ArchiveRequest,
    output: s.ArchiveExport,
    status: 202,
    problems: ['archive_scope', 'archive_empty'],
  },
  'archives.get': {
    method: 'GET',
    path: `${TENANT}/archives/{archiveId}`,
    capability: 'archives',
    action: 'archive.read',
    summary: '导出进度',
    output: s.ArchiveExport,
    status: 200,
    problems: [],
  },
  'archives.download': {
    method: 'POST',
    path: `${TENANT}/archives/{archiveId}/downloads`,
    capability: 'archives',
    action: 'archive.read',
    summary: '取得档案的短时下载地址',
    output: s.Link,
    status: 200,
    problems: ['archive_not_ready'],
  },
} as const satisfies Record<string, Operation>;
