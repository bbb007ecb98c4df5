import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { keepTenantInView, tenantInView } from './tenant-in-view.ts';

export const useTenantInView = (): string | undefined => {
  const { pathname } = useLocation();
  const fromPath = /^\/t\/([a-z][a-z0-9]+)(?:\/|$)/.exec(pathname)?.[1];
  useEffect(() => {
    if (fromPath) keepTenantInView(fromPath);
  }, [fromPath]);
  return fromPath ?? tenantInView();
};
