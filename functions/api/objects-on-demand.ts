import type { S3Client } from '@aws-sdk/client-s3';
import type { RequestCredentials } from '@xuncha/http';

/**
 * A client of S3 for the credentials of a request, loaded with the first request that needs one: most
 * don't, and the SDK's client is 180 kB (docs/adr/0034-cold-start.md).
 */
export const objectsOnDemand = (): ((credentials: RequestCredentials) => () => Promise<S3Client>) => {
  let loading: Promise<(credentials: RequestCredentials) => S3Client> | undefined;
  const load = async () => {
    const { objectClientPerSession } = await import('../evidence/object-store.ts');
    return objectClientPerSession();
  };
  return (credentials) => async () => {
    loading ??= load();
    const clientOf = await loading;
    return clientOf(credentials);
  };
};
