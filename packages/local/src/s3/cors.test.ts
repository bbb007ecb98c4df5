import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { startBench } from './testing.ts';

const ORIGIN = 'http://localhost:8080';

async function corsBench() {
  const { server, client } = await startBench();
  await server.createBucket('intake', {
    cors: [
      {
        allowedOrigins: ['http://localhost:*'],
        allowedMethods: ['PUT', 'GET'],
        allowedHeaders: ['content-type', 'x-amz-*'],
        exposeHeaders: ['ETag', 'x-amz-checksum-sha256'],
        maxAgeSeconds: 600,
      },
    ],
  });
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'intake', Key: 'a' }));
  const preflight = (headers: Record<string, string>) =>
    fetch(url, { method: 'OPTIONS', headers: { origin: ORIGIN, ...headers } });
  return { url, preflight };
}

test('answers the preflight of a browser upload', async () => {
  const { preflight } = await corsBench();
  const allowed = await preflight({
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type, x-amz-checksum-sha256',
  });
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type, x-amz-checksum-sha256');
  expect(allowed.headers.get('access-control-max-age')).toBe('600');
});

test('refuses other origins, methods and headers', async () => {
  const { preflight } = await corsBench();
  const method = { 'access-control-request-method': 'PUT' };
  expect((await preflight({ ...method, origin: 'https://example.com' })).status).toBe(403);
  expect((await preflight({ 'access-control-request-method': 'DELETE' })).status).toBe(403);
  expect((await preflight({ ...method, 'access-control-request-headers': 'x-other' })).status).toBe(403);
  expect((await preflight({})).status).toBe(403);
});

test('the page may read the answer, errors too', async () => {
  const { url } = await corsBench();
  const put = (target: string) => fetch(target, { method: 'PUT', body: 'x', headers: { origin: ORIGIN } });
  const done = await put(url);
  expect(done.status).toBe(200);
  expect(done.headers.get('access-control-expose-headers')).toBe('ETag, x-amz-checksum-sha256');
  const refused = await put(url.replace('/a?', '/b?'));
  expect(refused.status).toBe(403);
  expect(refused.headers.get('access-control-allow-origin')).toBe(ORIGIN);
});
