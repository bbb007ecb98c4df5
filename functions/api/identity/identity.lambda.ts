import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { createDelegation, listColleagues, listMyDelegations, revokeDelegation } from './delegations.ts';
import { listMyInbox } from './inbox.ts';
import { getMe } from './me.ts';

export const handler = serve(
  'identity',
  {
    'me.get': getMe,
    'inbox.list': listMyInbox,
    'delegations.list': listMyDelegations,
    'delegations.create': createDelegation,
    'delegations.revoke': revokeDelegation,
    'colleagues.list': listColleagues,
  },
  apiDeps(),
);
