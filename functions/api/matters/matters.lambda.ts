import { served } from '@xuncha/contracts/served/matters';
import { evidenceDeps } from '../evidence/evidence-deps.ts';
import { serve } from '../serve.ts';
import {
  checkResult,
  getAssignment,
  listAssignments,
  recordInstruction,
  reportResult,
  withdrawTask,
} from './assignments.ts';
import { downloadFile, getFile, registerFile, withdrawFile } from './files.ts';
import { askHelp, getHelp, listHelp, replyHelp, settleHelpRequest, withdrawHelpRequest } from './help.ts';
import { mattersOfFinding } from './of-finding.ts';
import {
  fileMeeting,
  getMeeting,
  getYear,
  listFeedback,
  listMeetings,
  recordMeeting,
  withdrawMeeting,
} from './unit-meetings.ts';

export const handler = serve(
  served,
  {
    'matters.ofFinding': mattersOfFinding,
    'help.list': listHelp,
    'help.get': getHelp,
    'help.ask': askHelp,
    'help.reply': replyHelp,
    'help.settle': settleHelpRequest,
    'help.withdraw': withdrawHelpRequest,
    'meetingYears.get': getYear,
    'feedbackMeetings.list': listFeedback,
    'unitMeetings.list': listMeetings,
    'unitMeetings.get': getMeeting,
    'unitMeetings.record': recordMeeting,
    'unitMeetings.file': fileMeeting,
    'unitMeetings.withdraw': withdrawMeeting,
    'assignments.list': listAssignments,
    'assignments.get': getAssignment,
    'instructions.record': recordInstruction,
    'assignments.report': reportResult,
    'assignments.check': checkResult,
    'assignments.withdraw': withdrawTask,
    'matterFiles.register': registerFile,
    'matterFiles.get': getFile,
    'matterFiles.download': downloadFile,
    'matterFiles.withdraw': withdrawFile,
  },
  evidenceDeps(),
);
