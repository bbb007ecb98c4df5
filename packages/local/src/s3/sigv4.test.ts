import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import type { AuthorizationQuestion } from './s3-request.ts';
import { ACCESS_KEY, REGION, SECRET } from './test-settings.ts';
import { clientFor, refusal, startBench } from './testing.ts';

const sha256Base64 = (text: string) => createHash('sha256').update(text).digest('base64');
const sha256Hex = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

async function codeOf(response: Response): Promise<string> {
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return `${response.status} ${code ?? ''}`.trim();
}

test('refuses anonymous, unknown and wrongly signed requests', async () => {
  const { server } = await startBench();
  await server.createBucket('vault');
  expect(await codeOf(await fetch(`${server.url}/vault/a`))).toBe('403 AccessDenied');
  expect(await codeOf(await fetch(`${server.url}/vault`))).toBe('403 AccessDenied');
  expect(await codeOf(await fetch(`${server.url}/`))).toBe('403 AccessDenied');
  const put = new PutObjectCommand({ Bucket: 'vault', Key: 'a', Body: 'x' });
  const wrongSecret = clientFor(server.url, {
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: 'other' },
  });
  expect(await refusal(wrongSecret.send(put))).toBe('403 SignatureDoesNotMatch');
  const unknown = clientFor(server.url, {
    credentials: { accessKeyId: 'NOBODY', secretAccessKey: SECRET },
  });
  expect(await refusal(unknown.send(put))).toBe('403 InvalidAccessKeyId');
  const elsewhere = clientFor(server.url, { region: 'us-west-2' });
  expect(await refusal(elsewhere.send(put))).toBe('400 AuthorizationHeaderMalformed');
});

test('refuses a clock that is off by more than 15 minutes', async () => {
  let offset = 16 * 60 * 1000;
  const { server, client } = await startBench({ now: () => Date.now() + offset });
  await server.createBucket('vault');
  const list = new ListObjectsV2Command({ Bucket: 'vault' });
  expect(await refusal(client.send(list))).toBe('403 RequestTimeTooSkewed');
  offset = 14 * 60 * 1000;
  await clientFor(server.url).send(list);
});

test('session credentials need their token', async () => {
  const { server } = await startBench({
    credentials: () => ({ secret: SECRET, sessionToken: 'token-1' }),
  });
  await server.createBucket('vault');
  const withToken = (sessionToken?: string) =>
    clientFor(server.url, {
      credentials: {
        accessKeyId: ACCESS_KEY,
        secretAccessKey: SECRET,
        ...(sessionToken && { sessionToken }),
      },
    });
  const put = new PutObjectCommand({ Bucket: 'vault', Key: 'a', Body: 'x' });
  await withToken('token-1').send(put);
  expect(await refusal(withToken('token-2').send(put))).toBe('400 InvalidToken');
  expect(await refusal(withToken().send(put))).toBe('400 InvalidToken');
  const url = await getSignedUrl(withToken('token-1'), new GetObjectCommand({ Bucket: 'vault', Key: 'a' }));
  expect((await fetch(url)).status).toBe(200);
});

test('the policy decides on action, bucket, key and prefix', async () => {
  const asked: AuthorizationQuestion[] = [];
  const { server, client } = await startBench({
    authorize: (question) => {
      asked.push(question);
      return (question.key ?? question.prefix)?.startsWith('t/acme/') ?? false;
    },
  });
  await server.createBucket('vault');
  await client.send(new PutObjectCommand({ Bucket: 'vault', Key: 't/acme/1', Body: 'x' }));
  await client.send(new ListObjectsV2Command({ Bucket: 'vault', Prefix: 't/acme/' }));
  expect(
    await refusal(client.send(new PutObjectCommand({ Bucket: 'vault', Key: 't/other/1', Body: 'x' }))),
  ).toBe('403 AccessDenied');
  expect(await refusal(client.send(new ListObjectsV2Command({ Bucket: 'vault' })))).toBe('403 AccessDenied');
  expect(asked.map(({ action }) => action)).toEqual([
    's3:PutObject',
    's3:ListBucket',
    's3:PutObject',
    's3:ListBucket',
  ]);
});

test('presigned PUT with a signed SHA-256 takes that content only', async () => {
  const { server, client } = await startBench({}, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  await server.createBucket('intake');
  const checksum = sha256Base64('evidence');
  const url = await getSignedUrl(
    client,
    new PutObjectCommand({ Bucket: 'intake', Key: '证据/1.pdf', ChecksumSHA256: checksum }),
    { expiresIn: 60, unhoistableHeaders: new Set(['x-amz-checksum-sha256']) },
  );
  const put = (body: string, headers: Record<string, string>) => fetch(url, { method: 'PUT', body, headers });
  const signed = { 'x-amz-checksum-sha256': checksum };
  expect((await put('evidence', signed)).status).toBe(200);
  expect(await codeOf(await put('forgery!', signed))).toBe('400 BadDigest');
  expect(await codeOf(await put('evidence', {}))).toBe('403 SignatureDoesNotMatch');
  const other = { 'x-amz-checksum-sha256': sha256Base64('forgery!') };
  expect(await codeOf(await put('forgery!', other))).toBe('403 SignatureDoesNotMatch');
  expect(await codeOf(await put('evidence', { ...signed, 'x-amz-meta-a': 'b' }))).toBe('403 AccessDenied');
  const read = await client.send(
    new GetObjectCommand({ Bucket: 'intake', Key: '证据/1.pdf', ChecksumMode: 'ENABLED' }),
  );
  expect(read.ChecksumSHA256).toBe(checksum);
  expect(await read.Body?.transformToString()).toBe('evidence');
});

test('a checksum the presigner moved into the query is ignored, metadata there is not', async () => {
  const { server, client } = await startBench();
  await server.createBucket('intake');
  const url = await getSignedUrl(
    client,
    new PutObjectCommand({ Bucket: 'intake', Key: 'a', Metadata: { origin: 'browser' } }),
  );
  expect(url).toContain('x-amz-checksum-crc32=AAAAAA');
  expect((await fetch(url, { method: 'PUT', body: 'anything' })).status).toBe(200);
  const read = await client.send(new GetObjectCommand({ Bucket: 'intake', Key: 'a' }));
  expect(read.Metadata).toEqual({ origin: 'browser' });
});

test('presigned URLs end, and hold for their method, key and parameters only', async () => {
  let offset = 0;
  const { server, client } = await startBench({ now: () => Date.now() + offset });
  await server.createBucket('vault');
  await client.send(new PutObjectCommand({ Bucket: 'vault', Key: 'a', Body: 'x' }));
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'vault', Key: 'a' }), {
    expiresIn: 60,
  });
  expect(await (await fetch(url)).text()).toBe('x');
  expect(await codeOf(await fetch(url, { method: 'DELETE' }))).toBe('403 SignatureDoesNotMatch');
  expect(await codeOf(await fetch(url.replace('/vault/a', '/vault/b')))).toBe('403 SignatureDoesNotMatch');
  expect(await codeOf(await fetch(`${url}&versionId=null`))).toBe('403 SignatureDoesNotMatch');
  expect(await codeOf(await fetch(url.replace('Expires=60', 'Expires=6000')))).toBe(
    '403 SignatureDoesNotMatch',
  );
  expect(await codeOf(await fetch(url.replace('Expires=60', 'Expires=604801')))).toBe(
    '400 AuthorizationQueryParametersError',
  );
  expect(await codeOf(await fetch(url, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } }))).toBe(
    '400 InvalidArgument',
  );
  offset = 61_000;
  expect(await codeOf(await fetch(url))).toBe('403 AccessDenied');
});

test('presigned part uploads work from a browser-like client', async () => {
  const { server, client } = await startBench({}, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  await server.createBucket('intake');
  const url = await getSignedUrl(
    client,
    new UploadPartCommand({ Bucket: 'intake', Key: 'a', UploadId: 'none', PartNumber: 1 }),
  );
  expect(await codeOf(await fetch(url, { method: 'PUT', body: 'x' }))).toBe('404 NoSuchUpload');
});

test('streams of unknown digest arrive with a trailer checksum', async () => {
  const { server, client } = await startBench();
  await server.createBucket('vault');
  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const) {
    await client.send(
      new PutObjectCommand({
        Bucket: 'vault',
        Key: ChecksumAlgorithm,
        Body: Readable.from([Buffer.from('first '), Buffer.from('second')]),
        ContentLength: 12,
        ChecksumAlgorithm,
      }),
    );
    const read = await client.send(
      new GetObjectCommand({ Bucket: 'vault', Key: ChecksumAlgorithm, ChecksumMode: 'ENABLED' }),
    );
    expect(read[`Checksum${ChecksumAlgorithm}`], ChecksumAlgorithm).toBeTruthy();
    expect(read.ContentEncoding).toBeUndefined();
    expect(await read.Body?.transformToString()).toBe('first second');
  }
});

/** A PUT with `aws-chunked` framing, signed from the published rules and not by the code under test. */
function signedChunkedPut(options: {
  readonly host: string;
  readonly chunks: readonly string[];
  readonly trailer?: string;
  readonly corrupt?: (body: string) => string;
}): { headers: Record<string, string>; body: string } {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${stamp.slice(0, 8)}/${REGION}/s3/aws4_request`;
  const mode = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${options.trailer === undefined ? '' : '-TRAILER'}`;
  const headers: Record<string, string> = {
    'content-encoding': 'aws-chunked',
    host: options.host,
    'x-amz-content-sha256': mode,
    'x-amz-date': stamp,
    'x-amz-decoded-content-length': String(options.chunks.join('').length),
    ...(options.trailer !== undefined && { 'x-amz-trailer': 'x-amz-checksum-sha256' }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'PUT',
    '/vault/chunked',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    mode,
  ].join('\n');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, stamp.slice(0, 8)), REGION), 's3'), 'aws4_request');
  const sign = (...lines: string[]) => hmac(key, lines.join('\n')).toString('hex');
  let signature = sign('AWS4-HMAC-SHA256', stamp, scope, sha256Hex(canonical));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  let body = '';
  for (const chunk of [...options.chunks, '']) {
    signature = sign('AWS4-HMAC-SHA256-PAYLOAD', stamp, scope, signature, sha256Hex(''), sha256Hex(chunk));
    body += `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}`;
    if (chunk !== '') body += '\r\n';
  }
  if (options.trailer !== undefined) {
    const line = `x-amz-checksum-sha256:${options.trailer}`;
    signature = sign('AWS4-HMAC-SHA256-TRAILER', stamp, scope, signature, sha256Hex(`${line}\n`));
    body += `${line}\r\nx-amz-trailer-signature:${signature}\r\n`;
  }
  body += '\r\n';
  const { host: _host, ...sent } = headers;
  return { headers: sent, body: options.corrupt?.(body) ?? body };
}

test('verifies the signature of every chunk and of the trailer', async () => {
  const { server, client } = await startBench();
  await server.createBucket('vault');
  const host = new URL(server.url).host;
  const chunks = ['alpha '.repeat(2000), 'omega'];
  const trailer = sha256Base64(chunks.join(''));
  const put = (options: Partial<Parameters<typeof signedChunkedPut>[0]>) =>
    fetch(`${server.url}/vault/chunked`, {
      method: 'PUT',
      ...signedChunkedPut({ host, chunks, ...options }),
    });
  expect((await put({})).status).toBe(200);
  expect((await put({ trailer })).status).toBe(200);
  expect(await codeOf(await put({ corrupt: (body) => body.replace('omega', 'omegA') }))).toBe(
    '403 SignatureDoesNotMatch',
  );
  expect(
    await codeOf(await put({ trailer, corrupt: (body) => body.replace(trailer, sha256Base64('')) })),
  ).toBe('403 SignatureDoesNotMatch');
  expect(await codeOf(await put({ trailer: sha256Base64('') }))).toBe('400 BadDigest');
  expect(await codeOf(await put({ corrupt: (body) => body.slice(0, 9000) }))).toBe('400 IncompleteBody');
  expect(await codeOf(await put({ corrupt: (body) => `zz${body}` }))).toBe('400 IncompleteBody');
  const read = await client.send(new GetObjectCommand({ Bucket: 'vault', Key: 'chunked' }));
  expect(await read.Body?.transformToString()).toBe(chunks.join(''));
});

test('unknown operations are refused and not mistaken for another', async () => {
  const { server, client } = await startBench();
  await server.createBucket('vault');
  await client.send(new HeadBucketCommand({ Bucket: 'vault' }));
  const url = new URL(
    await getSignedUrl(client, new GetObjectCommand({ Bucket: 'vault', Key: 'a', PartNumber: 1 })),
  );
  expect(await codeOf(await fetch(url))).toBe('501 NotImplemented');
});
