import { randomUUID } from 'node:crypto';
import type { Catalog } from './catalog.ts';
import type { ObjectVersion } from './object-versions.ts';
import { uriEncode } from './sigv4.ts';

export type ObjectCreatedName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload';

/** One record of an S3 notification, format version 2.1. */
export interface S3EventRecord {
  readonly eventVersion: string;
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  readonly eventName: ObjectCreatedName;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: Readonly<Record<'x-amz-request-id' | 'x-amz-id-2', string>>;
  readonly s3: {
    readonly s3SchemaVersion: string;
    readonly configurationId: string;
    readonly bucket: {
      readonly name: string;
      readonly ownerIdentity: { readonly principalId: string };
      readonly arn: string;
    };
    readonly object: {
      /** URL-encoded; a space is `+`. */
      readonly key: string;
      readonly size: number;
      readonly eTag: string;
      readonly versionId?: string;
      readonly sequencer: string;
    };
  };
}

export interface S3Event {
  readonly Records: S3EventRecord[];
}

/** Delivered when the promise resolves; a rejection brings the event again. */
export type OnEvent = (event: S3Event) => void | Promise<void>;

export const OWNER_ID = '0000000000000000000000000000000000000000000000000000000000000001';

/** Keys in events are form-encoded, except for the slash. */
export function encodeEventKey(key: string): string {
  return uriEncode(key).replaceAll('%2F', '/').replaceAll('%20', '+').replaceAll('%2A', '*');
}

function createdEvent(name: ObjectCreatedName, version: ObjectVersion, region: string): S3Event {
  const record: S3EventRecord = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(version.modified).toISOString(),
    eventName: name,
    userIdentity: { principalId: `AWS:${OWNER_ID}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': randomUUID() },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'object-created',
      bucket: {
        name: version.bucket,
        ownerIdentity: { principalId: OWNER_ID },
        arn: `arn:aws:s3:::${version.bucket}`,
      },
      object: {
        key: encodeEventKey(version.key),
        size: version.size,
        eTag: version.etag,
        ...(version.versionId !== 'null' && { versionId: version.versionId }),
        sequencer: version.rowId.toString(16).toUpperCase().padStart(18, '0'),
      },
    },
  };
  return { Records: [record] };
}

/** Events handed out at the same time. */
const MAX_IN_FLIGHT = 8;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 30_000;

/**
 * Keeps each event in the catalogue, in the transaction that creates the object, until it was delivered: after
 * a crash the undelivered ones are delivered at start. So each arrives at least once, in no promised order.
 */
export class EventOutbox {
  readonly #catalog: Catalog;
  readonly #region: string;
  readonly #onEvent: OnEvent | undefined;
  readonly #beforeWrite: (description: string) => void | Promise<void>;
  /** Events being delivered or waiting for their next try. */
  readonly #taken = new Set<number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #deliveries = new Set<Promise<void>>();
  #closed = false;

  constructor(options: {
    readonly catalog: Catalog;
    readonly region: string;
    readonly onEvent: OnEvent | undefined;
    readonly beforeWrite: (description: string) => void | Promise<void>;
  }) {
    this.#catalog = options.catalog;
    this.#region = options.region;
    this.#onEvent = options.onEvent;
    this.#beforeWrite = options.beforeWrite;
  }

  /** Part of the transaction that creates the version. Without a listener there is nothing to keep. */
  record(name: ObjectCreatedName, version: ObjectVersion): void {
    if (!this.#onEvent) return;
    const event = createdEvent(name, version, this.#region);
    this.#catalog.run('INSERT INTO events (payload) VALUES (?)', JSON.stringify(event));
  }

  /** Starts deliveries for what is pending; called after a commit and at start. */
  wake(): void {
    if (this.#closed || !this.#onEvent) return;
    const free = MAX_IN_FLIGHT - this.#deliveries.size;
    if (free <= 0) return;
    const rows = this.#catalog.all(
      'SELECT id, payload FROM events ORDER BY id LIMIT ?',
      this.#taken.size + free,
    );
    const pending = rows.filter((row) => !this.#taken.has(Number(row.id))).slice(0, free);
    for (const row of pending) this.#start(Number(row.id), JSON.parse(String(row.payload)), FIRST_RETRY_MS);
  }

  /** Waits for running deliveries; what is still undelivered stays for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#deliveries);
  }

  #start(id: number, event: S3Event, retryMs: number): void {
    this.#taken.add(id);
    const delivery = this.#deliver(id, event, retryMs).finally(() => {
      this.#deliveries.delete(delivery);
      this.wake();
    });
    this.#deliveries.add(delivery);
  }

  async #deliver(id: number, event: S3Event, retryMs: number): Promise<void> {
    try {
      await this.#onEvent?.(event);
      await this.#beforeWrite('s3 catalog: acknowledge event');
      this.#catalog.run('DELETE FROM events WHERE id = ?', id);
      this.#taken.delete(id);
    } catch {
      if (this.#closed) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#start(id, event, Math.min(retryMs * 2, LAST_RETRY_MS));
      }, retryMs);
      this.#timers.add(timer);
    }
  }
}
