import { describe, expect, it } from 'vitest';
import { createAhead } from './ahead.ts';

const OPTIONS = { baseUrl: '', accessToken: async () => 'token', membership: () => 'm1' };
const REQUEST = { method: 'GET', headers: { authorization: 'Bearer token', 'x-membership': 'm1' } };

const scene = () => {
  let now = 0;
  const sent: string[] = [];
  const ahead = createAhead(
    async (url) => {
      sent.push(String(url));
      return Response.json({ sent: sent.length }, { headers: { etag: '"v1"' } });
    },
    () => now,
  );
  return {
    ahead,
    sent,
    wait: (ms: number): void => {
      now += ms;
    },
  };
};

describe('what is asked ahead', () => {
  it('is handed to the same request, whole and once', async () => {
    const { ahead, sent } = scene();
    await ahead.ask(OPTIONS, 'me.get', {});
    const first = await ahead.fetch('/v1/me', REQUEST);
    expect(first.headers.get('etag')).toBe('"v1"');
    expect(await first.json()).toEqual({ sent: 1 });
    expect(await (await ahead.fetch('/v1/me', REQUEST)).json()).toEqual({ sent: 2 });
    expect(sent).toEqual(['/v1/me', '/v1/me']);
  });

  it('is for nobody else, not for long, and not after a command', async () => {
    const { ahead, sent, wait } = scene();
    await ahead.ask(OPTIONS, 'me.get', {});
    await ahead.fetch('/v1/me', { ...REQUEST, headers: { ...REQUEST.headers, 'x-membership': 'm2' } });
    expect(sent).toHaveLength(2);
    wait(15_000);
    await ahead.fetch('/v1/me', REQUEST);
    expect(sent).toHaveLength(3);
    await ahead.ask(OPTIONS, 'me.get', {});
    await ahead.fetch('/v1/notifications/seen', { method: 'POST' });
    await ahead.fetch('/v1/me', REQUEST);
    expect(sent).toHaveLength(6);
  });
});
