import type { Client } from '@xuncha/contracts';
import { createContext, useContext } from 'react';

/** The typed client and the membership it speaks for; the membership is part of every query key. */
export interface Api {
  readonly client: Client;
  readonly membership: string | undefined;
}

const ApiContext = createContext<Api | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi outside of ApiProvider');
  return api;
};
