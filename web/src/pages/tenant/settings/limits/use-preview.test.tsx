// @vitest-environment happy-dom

import { act, cleanup, renderHook } from '@testing-library/react';
import type { Client } from '@xuncha/contracts';
import { afterEach, expect, it } from 'vitest';
import { ApiProvider } from '../../../../api/client-context.ts';
import { usePreview } from './use-preview.ts';

/** Pages of a preview, answered in whatever order they are told to. */
const onTheWay: ((answer: unknown) => Promise<void>)[] = [];
const client: Client = {
  call: () =>
    new Promise((resolve) => {
      onTheWay.push((data) =>
        act(async () => resolve({ data: JSON.parse(JSON.stringify(data)), etag: undefined })),
      );
    }),
};
const page = (findingId: string, next?: string) => ({ looked: 1, moves: [{ findingId }], next });

afterEach(cleanup);

it('a preview that another one has followed shows nothing any more, and asks no further', async () => {
  const { result } = renderHook(() => usePreview('unit'), {
    wrapper: ({ children }) => (
      <ApiProvider value={{ client, membership: undefined }}>{children}</ApiProvider>
    ),
  });
  const begin = () => act(async () => void result.current.start({}));
  await begin();
  await begin();
  const [first, second] = onTheWay;
  await second?.(page('still to move'));
  await first?.(page('moved meanwhile', 'more'));
  expect(result.current.moves?.map(({ findingId }) => findingId)).toEqual(['still to move']);
  expect(result.current.running).toBe(false);
  expect(onTheWay).toHaveLength(2);
});
