import { createContext, useContext } from 'react';

/** Changes the membership the page speaks for; every answer of the former one is dropped. */
const SwitchContext = createContext<((membershipId: string) => void) | undefined>(undefined);
export const SwitchMembershipProvider = SwitchContext.Provider;

export const useSwitchMembership = (): ((membershipId: string) => void) => {
  const change = useContext(SwitchContext);
  if (!change) throw new Error('useSwitchMembership outside of SwitchMembershipProvider');
  return change;
};
