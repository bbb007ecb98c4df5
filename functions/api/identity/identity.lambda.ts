import { createApi } from '@xuncha/http';
import { now } from '../../clock.ts';
import { apiDeps, translateError } from '../context.ts';
import { createDelegation, listColleagues, listMyDelegations, revokeDelegation } from './delegations.ts';
import { listMyInbox } from './inbox.ts';
import { getMe } from './me.ts';

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
  deps: apiDeps(),
  now,
  translate: translateError,
});
