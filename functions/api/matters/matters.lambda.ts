import { evidenceDeps } from '../evidence/evidence-deps.ts';
import { serve } from '../serve.ts';
import { downloadFile, getFile, registerFile, withdrawFile } from './files.ts';
import { mattersOfFinding } from './of-finding.ts';

export const handler = serve(
  'matters',
  {
    'matters.ofFinding': mattersOfFinding,
    'matterFiles.register': registerFile,
    'matterFiles.get': getFile,
    'matterFiles.download': downloadFile,
    'matterFiles.withdraw': withdrawFile,
  },
  evidenceDeps(),
);
