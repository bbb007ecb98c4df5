import { createApi } from '@xuncha/http';
import { now } from '../../clock.ts';
import { apiDeps, firstAnswerIn, translateError } from '../context.ts';
import { applyForClosing, withdrawApplication } from './apply.ts';
import { decideCase } from './decide.ts';
import { createMeeting, decideAtMeeting, listMeetings } from './meetings.ts';
import { getSnapshot } from './snapshot.ts';

const deps = apiDeps();

export const handler = createApi({
  capability: 'closeouts',
  handlers: {
    'closeouts.apply': applyForClosing,
    'closeouts.withdraw': withdrawApplication,
    'closeouts.decide': decideCase,
    'closeouts.snapshot': getSnapshot,
    'meetings.list': listMeetings,
    'meetings.create': createMeeting,
    'meetings.decide': decideAtMeeting,
  },
  deps,
  now,
  translate: translateError,
  firstAnswer: firstAnswerIn(deps.table),
});
