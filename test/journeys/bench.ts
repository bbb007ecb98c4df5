import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Client, createClient, type OutputOf, ProblemError } from '@xuncha/contracts';
import type { LocalCloud } from '@xuncha/local';
import { openTable, type Table } from '@xuncha/store';
import { hqTenantOf } from '../../scripts/cloud-table.ts';
import { prepareAssembly } from '../../scripts/prepare-assembly.ts';

export type Upload = OutputOf<'evidence.register'>['upload'];

/** What a journey works with, whether the machine under it is sound, faulty or being killed. */
export interface Bench {
  readonly hqTenant: string;
  /** The product as this person meets it; a delegation or second membership is named by its id. */
  as(login: string, membership?: string): Client;
  /** Sends a file to a presigned address; answers the status, or 0 when the connection broke. */
  send(upload: Upload, content: Uint8Array): Promise<number>;
  /** Reads the table past the API, to see where things stand. */
  read<T>(query: (table: Table) => Promise<T>): Promise<T>;
}

/**
 * The assembly `npm start` would run, copied: a rebuild by somebody else at the same time must not pull the bundles from
 * under a running machine.
 */
export const frozenAssembly = async (directory: string): Promise<string> => {
  const copy = join(directory, 'assembly');
  cpSync(await prepareAssembly(() => undefined), copy, { recursive: true });
  return copy;
};

export const tableNameOf = (cloud: LocalCloud): string => {
  const [table] = cloud.model.tables;
  if (!table) throw new Error('the assembly has no table');
  return table.name;
};

export const dynamoOf = ({ endpoints, region, credentials }: LocalCloud): DynamoDBClient =>
  new DynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials, maxAttempts: 10 });

/** Everybody of the demonstration may sign in on a journey. */
export { DEMO_ACCOUNTS as ACCOUNTS } from '../../scripts/seed-demo.ts';

export const send = async (upload: Upload, content: Uint8Array): Promise<number> => {
  try {
    const answer = await fetch(upload.url, {
      method: 'PUT',
      headers: upload.headers,
      body: Uint8Array.from(content),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
};

/** A bench on a machine in this process that works as it should. */
export const soundBench = (cloud: LocalCloud): Bench => {
  const table = openTable(dynamoOf(cloud), tableNameOf(cloud));
  return {
    hqTenant: hqTenantOf(cloud),
    as: (login, membership) =>
      createClient({
        baseUrl: cloud.url,
        accessToken: () => cloud.tokenFor(login),
        membership: () => membership,
      }),
    send,
    read: (query) => query(table),
  };
};

/** The answers after which a page simply sends the same request again. */
export const worthRepeating = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof ProblemError && (error.status >= 500 || error.code === 'busy'));

/** People who repeat what was not answered, with the key of the first try. */
export const patientBench = (bench: Bench): Bench => ({
  ...bench,
  as: (login, membership) => ({
    call: async (id, input) => {
      const again = { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
      return await until(`an answer to ${id}`, async () => {
        try {
          return await bench.as(login, membership).call(id, again);
        } catch (error) {
          if (worthRepeating(error)) return undefined;
          throw error;
        }
      });
    },
  }),
});

/** Two minutes: a loaded machine with faults and restarts needs them, a hung journey must not hang the suite. */
const PATIENCE_MS = 120_000;

/** Looks again and again until there is an answer. */
export const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
    await pause(15);
  }
};
