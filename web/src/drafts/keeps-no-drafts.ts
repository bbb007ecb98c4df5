import { createContext, useContext } from 'react';

/**
 * Around forms about restricted matters (clues, interviews, briefings): what is typed there stays in the memory of the
 * open page and is never written into the browser's storage, where whoever sits there next could find it.
 */
const KeepsNoDraftsContext = createContext(false);
export const KeepsNoDrafts = KeepsNoDraftsContext.Provider;
export const useKeepsNoDrafts = (): boolean => useContext(KeepsNoDraftsContext);
