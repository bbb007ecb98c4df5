import * as z from 'zod';

export const TENANT = '/v1/tenants/{tenantId}';
export const FINDING = `${TENANT}/findings/{findingId}`;
/** What most commands on a versioned thing answer. */
export const Done = z.object({ id: z.string(), version: z.int() });
