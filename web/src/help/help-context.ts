import { createContext, useContext } from 'react';

interface Help {
  readonly showKeys: () => void;
  readonly startTour: () => void;
}

const HelpContext = createContext<Help | undefined>(undefined);
export const HelpProvider = HelpContext.Provider;

export const useHelp = (): Help => {
  const help = useContext(HelpContext);
  if (!help) throw new Error('useHelp outside of HelpProvider');
  return help;
};
