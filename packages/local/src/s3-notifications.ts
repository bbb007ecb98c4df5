import type { BucketModel, BucketNotification } from './assembly/model.ts';
import type { Json } from './json.ts';
import type { AsyncInvocations } from './lambda/async-invocations.ts';
import type { S3Event, S3EventRecord } from './s3/index.ts';

/** `s3:ObjectCreated:*` covers `ObjectCreated:Put`; the event itself comes without the prefix. */
function eventMatches(pattern: string, eventName: string): boolean {
  const wanted = pattern.replace(/^s3:/, '');
  return wanted.endsWith('*') ? eventName.startsWith(wanted.slice(0, -1)) : wanted === eventName;
}

/** Keys in events are form-encoded. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

function isWanted(notification: BucketNotification, { eventName, s3 }: S3EventRecord): boolean {
  const key = decodeKey(s3.object.key);
  return (
    notification.events.some((pattern) => eventMatches(pattern, eventName)) &&
    key.startsWith(notification.prefix) &&
    key.endsWith(notification.suffix)
  );
}

/** Hands each object event to the functions that the bucket's notifications name. */
export function deliverObjectEvents(
  buckets: readonly BucketModel[],
  invocations: AsyncInvocations,
): (event: S3Event) => void {
  const byName = new Map(buckets.map((bucket) => [bucket.name, bucket]));
  return ({ Records }) => {
    for (const record of Records) {
      for (const notification of byName.get(record.s3.bucket.name)?.notifications ?? []) {
        if (!isWanted(notification, record)) continue;
        const s3 = { ...record.s3, configurationId: notification.id };
        const event: Json = JSON.parse(JSON.stringify({ Records: [{ ...record, s3 }] }));
        invocations.accept(notification.functionName, event);
      }
    }
  };
}
