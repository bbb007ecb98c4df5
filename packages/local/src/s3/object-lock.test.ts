import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockRetention,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { clientFor, refusal, startBench } from './testing.ts';

const Bucket = 'vault';
const DAY_MS = 24 * 3600 * 1000;

async function lockedBench(objectLock: true | { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number } = true) {
  const clock = { offset: 0 };
  const bench = await startBench({ now: () => Date.now() + clock.offset });
  await bench.server.createBucket(Bucket, { objectLock });
  /** A new client, so that its clock correction starts afresh after the clock was moved. */
  const client = () => clientFor(bench.server.url, { systemClockOffset: clock.offset });
  const put = (input: Partial<ConstructorParameters<typeof PutObjectCommand>[0]> = {}) =>
    client().send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...input }));
  const remove = (VersionId: string | undefined, BypassGovernanceRetention?: boolean) =>
    client().send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId, BypassGovernanceRetention }));
  const retain = (
    VersionId: string | undefined,
    Retention: ObjectLockRetention,
    BypassGovernanceRetention?: boolean,
  ) =>
    client().send(
      new PutObjectRetentionCommand({ Bucket, Key: 'a', VersionId, Retention, BypassGovernanceRetention }),
    );
  return { clock, client, put, remove, retain };
}

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

test('compliance retention can be lengthened only, and holds until its date', async () => {
  const { clock, client, put, remove, retain } = await lockedBench();
  const { VersionId } = await put({
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: inDays(10),
  });
  expect(await refusal(remove(VersionId))).toBe('403 AccessDenied');
  expect(await refusal(remove(VersionId, true))).toBe('403 AccessDenied');
  expect(await refusal(retain(VersionId, { Mode: 'COMPLIANCE', RetainUntilDate: inDays(5) }, true))).toBe(
    '403 AccessDenied',
  );
  expect(await refusal(retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(20) }, true))).toBe(
    '403 AccessDenied',
  );
  expect(await refusal(retain(VersionId, {}, true))).toBe('403 AccessDenied');
  await retain(VersionId, { Mode: 'COMPLIANCE', RetainUntilDate: inDays(20) });
  const head = await client().send(new HeadObjectCommand({ Bucket, Key: 'a' }));
  expect(head.ObjectLockMode).toBe('COMPLIANCE');
  await client().send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  clock.offset = 15 * DAY_MS;
  expect(await refusal(remove(VersionId))).toBe('403 AccessDenied');
  clock.offset = 21 * DAY_MS;
  await remove(VersionId);
});

test('governance retention yields to a bypass', async () => {
  const { client, put, remove, retain } = await lockedBench({ mode: 'GOVERNANCE', days: 3 });
  const { VersionId } = await put();
  const { Retention } = await client().send(new GetObjectRetentionCommand({ Bucket, Key: 'a', VersionId }));
  expect(Retention?.Mode).toBe('GOVERNANCE');
  expect(await refusal(remove(VersionId))).toBe('403 AccessDenied');
  expect(await refusal(retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) }))).toBe(
    '403 AccessDenied',
  );
  await retain(VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) }, true);
  const many = await client().send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a', VersionId }] } }),
  );
  expect(many.Errors?.map(({ Code }) => Code)).toEqual(['AccessDenied']);
  await remove(VersionId, true);
});

test('a legal hold binds until it is lifted, whatever the retention', async () => {
  const { client, put, remove } = await lockedBench();
  const { VersionId } = await put({ ObjectLockLegalHoldStatus: 'ON' });
  expect(await refusal(remove(VersionId, true))).toBe('403 AccessDenied');
  const hold = (Status: 'ON' | 'OFF') =>
    client().send(new PutObjectLegalHoldCommand({ Bucket, Key: 'a', VersionId, LegalHold: { Status } }));
  await hold('OFF');
  const { LegalHold } = await client().send(new GetObjectLegalHoldCommand({ Bucket, Key: 'a' }));
  expect(LegalHold?.Status).toBe('OFF');
  expect(await refusal(client().send(new GetObjectRetentionCommand({ Bucket, Key: 'a' })))).toBe(
    '404 NoSuchObjectLockConfiguration',
  );
  await remove(VersionId);
});

test('lock parameters are checked', async () => {
  const { client, put } = await lockedBench({ mode: 'COMPLIANCE', days: 7 });
  expect(await refusal(put({ ObjectLockMode: 'COMPLIANCE' }))).toBe('400 InvalidArgument');
  expect(await refusal(put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(-1) }))).toBe(
    '400 InvalidArgument',
  );
  const { ObjectLockConfiguration } = await client().send(new GetObjectLockConfigurationCommand({ Bucket }));
  expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 7 });
  const plain = await startBench();
  await plain.server.createBucket('plain');
  expect(
    await refusal(
      plain.client.send(
        new PutObjectCommand({ Bucket: 'plain', Key: 'a', Body: 'x', ObjectLockLegalHoldStatus: 'ON' }),
      ),
    ),
  ).toBe('400 InvalidRequest');
});
