import { useParams } from 'react-router';

/** Tenant of a page under /t/:tenantId. */
export const useTenantId = (): string => useParams().tenantId ?? '';
