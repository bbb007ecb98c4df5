import { createDynamoClient, openTable, type Table } from './table.ts';
import { type SessionCredentials, type SessionTags, sessionVendorFor } from './tenant-sessions.ts';

/**
 * Most clients a function keeps. A function instance serves one request at a time, so few sessions are busy; each
 * client is some 50 kB.
 */
const KEPT_CLIENTS = 50;

/** Makes something of a session's credentials once, and keeps it for the requests that come with the same ones. */
export const perSession = <T>(make: (credentials: SessionCredentials) => T) => {
  const kept = new Map<string, T>();
  return (credentials: SessionCredentials): T => {
    const { accessKeyId } = credentials;
    const made = kept.get(accessKeyId) ?? make(credentials);
    // The one longest unused stands first.
    kept.delete(accessKeyId);
    kept.set(accessKeyId, made);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_CLIENTS && !oldest.done) kept.delete(oldest.value);
    return made;
  };
};

/** The table as a session may see it. All sessions share one pool of connections. */
export const tablePerSession = (name: string): ((credentials: SessionCredentials) => Table) => {
  const { requestHandler } = createDynamoClient().config;
  return perSession((credentials) =>
    openTable(createDynamoClient({ credentials: identityOf(credentials), requestHandler }), name),
  );
};

/** What an SDK client signs with. The end of the session is left out: nobody could renew it inside the client. */
export const identityOf = ({ accessKeyId, secretAccessKey, sessionToken }: SessionCredentials) => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

/** For components that work for one tenant at a time: assumes their role for the tenant at hand. */
export interface TenantAccess {
  readonly credentialsFor: (tags: SessionTags) => Promise<SessionCredentials>;
  readonly tableFor: (tags: SessionTags) => Promise<Table>;
}

export const openTenantAccess = (component: string, roleArn: string, tableName: string): TenantAccess => {
  const credentialsFor = sessionVendorFor(component, roleArn);
  const table = tablePerSession(tableName);
  return { credentialsFor, tableFor: async (tags) => table(await credentialsFor(tags)) };
};
