import { holdsRestrictedAction, mayEnter, type Principal, TENANT_CODE } from '@xuncha/domain';
import type { SessionTags } from '@xuncha/store';

/**
 * Whose data the request may reach. A person of HQ who asks about a subsidiary gets that subsidiary and HQ; whoever
 * asks about a tenant that is none of theirs keeps their own, and finds nothing there. Restricted matters are HQ's, so
 * the way into them is open only while the person is at home.
 */
export const sessionTagsOf = (principal: Principal, asked: string | undefined): SessionTags => {
  const home = principal.tenantId;
  if (asked !== undefined && asked !== home && TENANT_CODE.test(asked) && mayEnter(principal, asked))
    return { tenantId: asked, hqTenantId: home };
  return holdsRestrictedAction(principal) ? { tenantId: home, restricted: 'yes' } : { tenantId: home };
};
