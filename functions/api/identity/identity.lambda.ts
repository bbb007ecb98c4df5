import { served } from '@xuncha/contracts/served/identity';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { createDelegation, listColleagues, listMyDelegations, revokeDelegation } from './delegations.ts';
import { listMyInbox } from './inbox.ts';
import { getMe } from './me.ts';
import { listMyNotifications, markSeen } from './notifications.ts';
import { getPreferences, setPreferences } from './preferences.ts';
import { listMyStarted } from './started.ts';

export const handler = serve(
  served,
  {
    'me.get': getMe,
    'inbox.list': listMyInbox,
    'started.list': listMyStarted,
    'notifications.list': listMyNotifications,
    'notifications.markSeen': markSeen,
    'preferences.get': getPreferences,
    'preferences.set': setPreferences,
    'delegations.list': listMyDelegations,
    'delegations.create': createDelegation,
    'delegations.revoke': revokeDelegation,
    'colleagues.list': listColleagues,
  },
  apiDeps(),
);
