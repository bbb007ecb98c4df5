import { evidenceDeps } from '../evidence/evidence-deps.ts';
import { serve } from '../serve.ts';
import { downloadFile, getFile, registerFile, withdrawFile } from './files.ts';
import { askHelp, getHelp, listHelp, replyHelp, settleHelpRequest, withdrawHelpRequest } from './help.ts';
import { mattersOfFinding } from './of-finding.ts';

export const handler = serve(
  'matters',
  {
    'matters.ofFinding': mattersOfFinding,
    'help.list': listHelp,
    'help.get': getHelp,
    'help.ask': askHelp,
    'help.reply': replyHelp,
    'help.settle': settleHelpRequest,
    'help.withdraw': withdrawHelpRequest,
    'matterFiles.register': registerFile,
    'matterFiles.get': getFile,
    'matterFiles.download': downloadFile,
    'matterFiles.withdraw': withdrawFile,
  },
  evidenceDeps(),
);
