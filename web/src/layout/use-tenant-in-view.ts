import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** HQ people work in one subsidiary at a time; its menu stays while they look at their inbox or a meeting. */
const KEY = 'xuncha.tenant-in-view';

export const useTenantInView = (): string | undefined => {
  const { pathname } = useLocation();
  const fromPath = /^\/t\/([a-z][a-z0-9]+)(?:\/|$)/.exec(pathname)?.[1];
  useEffect(() => {
    if (fromPath) sessionStorage.setItem(KEY, fromPath);
  }, [fromPath]);
  return fromPath ?? sessionStorage.getItem(KEY) ?? undefined;
};

export const forgetTenantInView = (): void => sessionStorage.removeItem(KEY);
