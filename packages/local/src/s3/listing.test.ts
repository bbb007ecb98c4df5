import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cursor, type Listing, listPage } from './listing.ts';
import { startBench } from './testing.ts';

const Bucket = 'vault';
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

interface Row {
  readonly key: string;
}

/** All pages of a listing over these keys, in order. */
function allPages(
  keys: readonly string[],
  prefix: string,
  delimiter: string | undefined,
  limit: number,
): string[] {
  const rows = keys.map((key) => ({ key }));
  const fetch = (after: Cursor<Row>, count: number) =>
    rows.filter(({ key }) => byBytes(key, after.key) > (after.inclusive ? -1 : 0)).slice(0, count);
  const found: string[] = [];
  let cursor: Cursor<Row> | undefined = { key: '', inclusive: false };
  while (cursor) {
    const page: Listing<Row> = listPage(fetch, { prefix, delimiter, limit }, cursor);
    const { items, commonPrefixes, next } = page;
    const entries = [...items.map(({ key }) => key), ...commonPrefixes].sort(byBytes);
    expect(entries.length).toBeLessThanOrEqual(limit);
    found.push(...entries);
    cursor = next?.cursor;
  }
  return found;
}

test('pages hold every key or its roll-up once, in byte order', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '文', '\u{1f004}', '\uffee'),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.string({ unit: fc.constantFrom('a', '/', '文'), maxLength: 2 }),
      fc.constantFrom(undefined, '/', 'ab'),
      fc.integer({ min: 1, max: 7 }),
      (keys, prefix, delimiter, limit) => {
        const expected = new Set(
          keys
            .filter((candidate) => candidate.startsWith(prefix))
            .map((candidate) => {
              const at = delimiter === undefined ? -1 : candidate.indexOf(delimiter, prefix.length);
              return at < 0 ? candidate : candidate.slice(0, at + (delimiter?.length ?? 0));
            }),
        );
        expect(allPages([...keys].sort(byBytes), prefix, delimiter, limit)).toEqual(
          [...expected].sort(byBytes),
        );
      },
    ),
  );
});

async function putAll(client: S3Client, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

test('ListObjectsV2 with prefix, delimiter, tokens and start-after', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket);
  await putAll(client, ['a/1', 'a/2', 'a/b/3', 'a/c/4', 'a/c/5', 'b/6', '文/7 +&']);
  const list = (input: object) => client.send(new ListObjectsV2Command({ Bucket, ...input }));
  const first = await list({ Prefix: 'a/', Delimiter: '/', MaxKeys: 3 });
  expect(first.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
  expect(first.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }]);
  expect([first.IsTruncated, first.KeyCount]).toEqual([true, 3]);
  const second = await list({
    Prefix: 'a/',
    Delimiter: '/',
    MaxKeys: 3,
    ContinuationToken: first.NextContinuationToken,
  });
  expect([second.Contents, second.CommonPrefixes, second.IsTruncated]).toEqual([
    undefined,
    [{ Prefix: 'a/c/' }],
    false,
  ]);
  expect((await list({ StartAfter: 'a/c/4' })).Contents?.map(({ Key }) => Key)).toEqual([
    'a/c/5',
    'b/6',
    '文/7 +&',
  ]);
  expect((await list({ Prefix: '文/', EncodingType: 'url' })).Contents?.[0]?.Key).toBe(
    '%E6%96%87/7%20%2B%26',
  );
  expect((await list({ MaxKeys: 0 })).Contents).toBeUndefined();
});

test('a bucket can be emptied version by version, page by page', async () => {
  const { server, client } = await startBench();
  await server.createBucket(Bucket, { versioning: true });
  await putAll(client, ['a', 'a', 'a', 'b', 'c', 'c']);
  const marker: { KeyMarker?: string; VersionIdMarker?: string } = {};
  const seen: string[] = [];
  for (let more = true; more; ) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...marker }));
    const Objects = (page.Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
    seen.push(...Objects.map(({ Key }) => Key ?? ''));
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    marker.KeyMarker = page.NextKeyMarker;
    marker.VersionIdMarker = page.NextVersionIdMarker;
    more = page.IsTruncated ?? false;
  }
  expect(seen).toEqual(['a', 'a', 'a', 'b', 'c', 'c']);
  expect((await client.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toBeUndefined();
});
