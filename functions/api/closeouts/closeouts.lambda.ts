import { served } from '@xuncha/contracts/served/closeouts';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { applyForClosing, withdrawApplication } from './apply.ts';
import { decideCase } from './decide.ts';
import { createMeeting, decideAtMeeting, listMeetings, meetingDecisions } from './meetings.ts';
import { getSnapshot } from './snapshot.ts';

export const handler = serve(
  served,
  {
    'closeouts.apply': applyForClosing,
    'closeouts.withdraw': withdrawApplication,
    'closeouts.decide': decideCase,
    'closeouts.snapshot': getSnapshot,
    'meetings.list': listMeetings,
    'meetings.create': createMeeting,
    'meetings.decisions': meetingDecisions,
    'meetings.decide': decideAtMeeting,
  },
  apiDeps(),
);
