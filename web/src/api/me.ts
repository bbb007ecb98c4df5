import type { schemas } from '@xuncha/contracts';
import type { Action } from '@xuncha/domain';
import { createContext, useContext } from 'react';
import type { z } from 'zod';

export type Me = z.output<typeof schemas.Me>;
export type MembershipSummary = z.output<typeof schemas.MembershipSummary>;

const MeContext = createContext<Me | undefined>(undefined);
export const MeProvider = MeContext.Provider;

/** The signed-in person; present on every page behind the sign-in. */
export const useMe = (): Me => {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside of MeProvider');
  return me;
};

/** May this membership do the action in this tenant? The server's answer, never a rule of the page. */
export const useMay = (tenantId?: string): ((action: Action) => boolean) => {
  const me = useMe();
  return (action) => {
    const reach = me.actions[action];
    if (!reach) return false;
    return tenantId === undefined || reach === 'group' || tenantId === me.current.tenantId;
  };
};

/** Value of the header `x-membership` for a choice of the switcher. */
export const membershipKey = (membership: MembershipSummary): string =>
  membership.delegation?.id ?? membership.membershipId;
