import type { Answer, OutputOf } from '@xuncha/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createQueryClient } from './query-client.ts';
import { type ShownAtOnce, showAtOnce } from './shown-at-once.ts';

type Preferences = OutputOf<'preferences.get'>;
const KEY = ['preferences.get', undefined, undefined, undefined];

const withEmail: ShownAtOnce<'preferences.set', 'preferences.get'> = {
  operation: 'preferences.get',
  as: (before, { body }) => ({ ...before, ...(body?.email === undefined ? {} : { email: body.email }) }),
};
const withoutDigest: ShownAtOnce<'preferences.set', 'preferences.get'> = {
  operation: 'preferences.get',
  as: (before) => ({ ...before, digest: false }),
};

describe('what is shown before the server has answered', () => {
  let queries = createQueryClient();
  const said = (email: string, digest: Preferences['digest'] = true): Answer<'preferences.get'> => ({
    data: { email, digest },
    etag: undefined,
  });
  /** The server answers a reading. */
  const answers = (answer: Answer<'preferences.get'>) =>
    queries.fetchQuery({ queryKey: KEY, queryFn: () => Promise.resolve(answer), staleTime: 0 });
  const shown = () => queries.getQueryData<Answer<'preferences.get'>>(KEY)?.data;
  const input = (email: string) => ({ body: { email, digest: true } });

  beforeEach(async () => {
    queries = createQueryClient();
    await answers(said('old@example.com'));
  });

  it('stays when another reading is answered meanwhile, and goes when it was not done', async () => {
    const one = await showAtOnce(queries, withEmail, input('new@example.com'));
    expect(shown()?.email).toBe('new@example.com');
    await answers(said('old@example.com', false));
    expect(shown()).toMatchObject({ email: 'new@example.com', digest: false });
    one.takeBack();
    expect(shown()).toMatchObject({ email: 'old@example.com', digest: false });
    await answers(said('old@example.com'));
    expect(shown()?.email).toBe('old@example.com');
  });

  it('is no longer put over what the server says once it was done', async () => {
    const one = await showAtOnce(queries, withEmail, input('new@example.com'));
    one.settle();
    expect(shown()?.email).toBe('new@example.com');
    await answers(said('theirs@example.com'));
    expect(shown()?.email).toBe('theirs@example.com');
  });

  it('leaves the others when one is taken back, whichever came first', async () => {
    for (const first of [true, false]) {
      await answers(said('old@example.com'));
      const email = await showAtOnce(queries, withEmail, input('new@example.com'));
      const digest = await showAtOnce(queries, withoutDigest, input(''));
      (first ? email : digest).takeBack();
      expect(shown()).toMatchObject(
        first ? { email: 'old@example.com', digest: false } : { email: 'new@example.com', digest: true },
      );
      (first ? digest : email).takeBack();
      expect(shown()).toMatchObject({ email: 'old@example.com', digest: true });
    }
  });

  it('keeps what was done when another one is taken back before the next reading', async () => {
    const email = await showAtOnce(queries, withEmail, input('new@example.com'));
    const digest = await showAtOnce(queries, withoutDigest, input(''));
    email.settle();
    digest.takeBack();
    expect(shown()).toMatchObject({ email: 'new@example.com', digest: true });
  });

  it('makes nothing fresher than the server said it', async () => {
    const before = queries.getQueryState(KEY)?.dataUpdatedAt;
    await showAtOnce(queries, withEmail, input('new@example.com'));
    expect(queries.getQueryState(KEY)?.dataUpdatedAt).toBe(before);
  });
});
