import { type CallInput, type ClientOptions, type OperationId, requestOf } from '@xuncha/contracts';

type Options = Pick<ClientOptions, 'baseUrl' | 'accessToken' | 'membership'>;

/** Longer than any page takes to be drawn; an answer nobody has taken by then would be stale. */
const KEPT_MS = 15_000;

/** With its body read: an answer nobody takes must not hold a connection. */
const whole = async ({ status, statusText, headers, body }: Response): Promise<Response> =>
  new Response(body && (await new Response(body).blob()), { status, statusText, headers });

/**
 * Answers asked for before the page that shows them is there: its program and its data then travel at the same time
 * instead of one after the other. Each is handed out once, to the very request it would have been.
 */
export const createAhead = (send: typeof fetch, now: () => number = Date.now) => {
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<Response> }>();
  const keyOf = (url: string, headers: HeadersInit | undefined): string => {
    const read = new Headers(headers);
    return [url, read.get('x-membership'), read.get('authorization')].join(' ');
  };
  return {
    async ask<Id extends OperationId>(options: Options, id: Id, input: CallInput<Id>): Promise<void> {
      const { url, ...init } = await requestOf(options, id, input);
      const answer = send(url, init).then(whole);
      // Whoever takes it sees the failure; an answer nobody takes fails in silence.
      answer.catch(() => undefined);
      asked.set(keyOf(url, init.headers), { at: now(), answer });
    },
    /** To be used in place of `fetch`. */
    fetch(url: string, init: RequestInit): Promise<Response> {
      // What was read before a command is not true any more.
      if (init.method !== 'GET') asked.clear();
      const key = keyOf(url, init.headers);
      const known = asked.get(key);
      asked.delete(key);
      return known && now() - known.at < KEPT_MS ? known.answer : send(url, init);
    },
  };
};

type Ahead = ReturnType<typeof createAhead>;
declare global {
  /** What the script in the HTML has asked for, before the program was there to ask. */
  var xunchaAhead: Ahead | undefined;
}

export const ahead: Ahead = globalThis.xunchaAhead ?? createAhead((url, init) => fetch(url, init));
