import * as z from 'zod';
import type { Operation } from '../operation.ts';
import * as s from '../schemas/index.ts';
import { Done, FINDING, TENANT } from './paths.ts';

const FILES = `${TENANT}/matters/{matterId}/files`;
const FILE = `${FILES}/{fileId}`;

/** What all kinds of matters share: their papers, and the list of those about one finding. */
export const MATTERS_OPERATIONS = {
  'matters.ofFinding': {
    method: 'GET',
    path: `${FINDING}/matters`,
    capability: 'matters',
    action: 'matter.read',
    summary: '与该问题有关的事项（督办、约谈、会议、批示等）',
    output: s.page(s.FindingMatter),
    status: 200,
    problems: [],
  },
  'matterFiles.register': {
    method: 'POST',
    path: FILES,
    capability: 'matters',
    action: 'matter.attach',
    summary: '登记事项附件，取得上传地址',
    body: s.MatterFileInput,
    output: z.object({ file: s.MatterFileItem, upload: s.Upload }),
    status: 201,
    problems: ['file_type_refused', 'file_empty', 'file_too_large', 'too_many_files', 'matter_closed'],
  },
  'matterFiles.get': {
    method: 'GET',
    path: FILE,
    capability: 'matters',
    action: 'matter.read',
    summary: '事项附件的校验状态',
    output: s.MatterFileItem,
    status: 200,
    problems: [],
  },
  'matterFiles.download': {
    method: 'POST',
    path: `${FILE}/downloads`,
    capability: 'matters',
    action: 'matter.read',
    summary: '取得事项附件的短时下载地址',
    output: s.Link,
    status: 200,
    problems: ['evidence_not_verified'],
  },
  'matterFiles.withdraw': {
    method: 'POST',
    path: `${FILE}/withdrawals`,
    capability: 'matters',
    action: 'matter.attach',
    summary: '撤回事项附件（写明原因，记录保留）',
    body: s.Reason,
    output: Done,
    status: 200,
    problems: ['evidence_settled', 'matter_closed'],
  },
} as const satisfies Record<string, Operation>;
