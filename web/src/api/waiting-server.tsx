import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { type Client, type OperationId, operationOf } from '@xuncha/contracts';
import { ConfigProvider } from 'antd';
import { act, type ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { expect, vi } from 'vitest';
import { ToastProvider } from '../components/use-toast.ts';
import { ApiProvider } from './client-context.ts';
import { type Me, MeProvider } from './me.ts';
import { createQueryClient } from './query-client.ts';

/** Ten seconds: a busy machine draws a form in five. */
export const PATIENCE_MS = 10_000;
export const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: PATIENCE_MS });

const CURRENT: Me['current'] = {
  membershipId: 'm',
  tenantId: 'bhcyc',
  tenantName: 'unit',
  tenantKind: 'subsidiary',
  roles: [],
};
/** Somebody who may read neither members nor departments to choose from. */
const ME: Me = { userId: 'u', name: 'handler', current: CURRENT, memberships: [CURRENT], actions: {} };

interface Sent {
  readonly id: OperationId;
  readonly key: string | undefined;
  readonly ifMatch: string | undefined;
  readonly body: unknown;
}
interface Does {
  /** What a read answers now. */
  readonly read: (id: OperationId) => unknown;
  /** What a command changes; told its body as the server gets it. */
  readonly done: (id: OperationId, body: unknown) => void;
}

/** For tests: a server that answers every command when the test says so, in turn, and every read at once. */
export class WaitingServer {
  /** Version of what is read. */
  version = 1;
  readonly sent: Sent[] = [];
  readonly told: string[] = [];
  readonly #does: Does;
  readonly #answers: PromiseWithResolvers<Error | undefined>[] = [];

  constructor(does: Does) {
    this.#does = does;
  }

  readonly #client: Client = {
    call: async (id, input) => {
      // As it travels.
      const { body, ifMatch } = JSON.parse(JSON.stringify(input));
      const isRead = operationOf(id).method === 'GET';
      if (!isRead) await this.#command({ id, key: input.idempotencyKey, ifMatch, body });
      const data = isRead ? this.#does.read(id) : { id: 'f', version: this.version };
      return { data: JSON.parse(JSON.stringify(data)), etag: `"v${this.version}"` };
    },
  };

  async #command(sent: Sent): Promise<void> {
    this.sent.push(sent);
    const answer = Promise.withResolvers<Error | undefined>();
    this.#answers.push(answer);
    const failure = await answer.promise;
    if (failure) throw failure;
    this.#does.done(sent.id, sent.body);
    this.version += 1;
  }

  /** Answers the command that waits for it. */
  async answer(failure?: Error): Promise<void> {
    await until(() => expect(this.#answers.length).toBeGreaterThan(0));
    await act(async () => this.#answers.shift()?.resolve(failure));
  }

  /** Shows a page of this server. */
  show(page: ReactNode, queries = createQueryClient()) {
    const { unmount } = render(
      <QueryClientProvider client={queries}>
        <ApiProvider value={{ client: this.#client, membership: 'm' }}>
          <MeProvider value={ME}>
            <ToastProvider value={{ success: (text) => this.told.push(text) }}>
              <MemoryRouter>
                {/* Nothing here ends a movement. */}
                <ConfigProvider theme={{ token: { motion: false } }}>{page}</ConfigProvider>
              </MemoryRouter>
            </ToastProvider>
          </MeProvider>
        </ApiProvider>
      </QueryClientProvider>,
    );
    return { queries, leave: unmount };
  }
}
