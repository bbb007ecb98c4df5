import { createApi } from '@xuncha/http';
import { now } from '../../clock.ts';
import { apiDeps, firstAnswerIn, translateError } from '../context.ts';
import { createDelegation, listColleagues, listMyDelegations, revokeDelegation } from './delegations.ts';
import { listMyInbox } from './inbox.ts';
import { getMe } from './me.ts';

const deps = apiDeps();

export const handler = createApi({
  capability: 'identity',
  handlers: {
    'me.get': getMe,
    'inbox.list': listMyInbox,
    'delegations.list': listMyDelegations,
    'delegations.create': createDelegation,
    'delegations.revoke': revokeDelegation,
    'colleagues.list': listColleagues,
  },
  deps,
  now,
  translate: translateError,
  firstAnswer: firstAnswerIn(deps.table),
});
