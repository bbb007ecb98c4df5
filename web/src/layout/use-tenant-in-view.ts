import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { keepTenantInView, tenantInView } from './tenant-in-view.ts';

/** The unit whose page this is. */
export const useTenantInAddress = (): string | undefined =>
  /^\/t\/([a-z][a-z0-9]+)(?:\/|$)/.exec(useLocation().pathname)?.[1];

/** The unit whose page this is, or was last. */
export const useTenantInView = (): string | undefined => {
  const fromPath = useTenantInAddress();
  useEffect(() => {
    if (fromPath) keepTenantInView(fromPath);
  }, [fromPath]);
  return fromPath ?? tenantInView();
};
