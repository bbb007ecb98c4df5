import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Answer, createClient, ProblemError } from './client.ts';
import type { BodyInputOf, OutputOf, ParamsOf } from './operations/index.ts';

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const clientAnswering = (
  response: () => Response,
  over: { token?: string; membership?: string } = { token: 't' },
) => {
  const sent: Sent[] = [];
  const client = createClient({
    baseUrl: 'http://x',
    accessToken: async () => over.token,
    membership: () => over.membership,
    fetch: async (url, init) => {
      sent.push({
        url: String(url),
        method: init?.method,
        headers: (init?.headers ?? {}) as Record<string, string>,
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      });
      return response();
    },
  });
  return { client, sent };
};
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

describe('a refusal that passes', () => {
  it.each([
    [{ 'retry-after': '3' }, 3],
    [{ 'retry-after': 'Wed, 05 Mar 2025 02:00:00 GMT' }, undefined],
    [{}, undefined],
  ] as const)('says when to come again: %j', async (headers, retryAfter) => {
    const problem = { code: 'too_many_requests', detail: '请求过于频繁' };
    for (const body of [problem, 'not a problem']) {
      const { client } = clientAnswering(() => json(body, 429, headers));
      await expect(client.call('me.get', {})).rejects.toMatchObject({ status: 429, retryAfter });
    }
  });
});

describe('the typed client', () => {
  it('fills the path, sends what is asked for, and reads body and ETag', async () => {
    const { client, sent } = clientAnswering(() => json({ id: 'x', version: 3 }, 200, { etag: '"v3"' }), {
      token: 'tok',
      membership: 'm1',
    });
    const answer = await client.call('findings.assign', {
      params: { tenantId: 'beihe', findingId: 'a/b' },
      body: { supportingDepartments: [] },
      ifMatch: '"v2"',
      idempotencyKey: 'key-00000001',
    });
    expect(answer).toEqual({ data: { id: 'x', version: 3 }, etag: '"v3"' });
    expect(sent).toEqual([
      {
        url: 'http://x/v1/tenants/beihe/findings/a%2Fb/responsibility',
        method: 'PUT',
        headers: {
          authorization: 'Bearer tok',
          'x-membership': 'm1',
          'content-type': 'application/json',
          'if-match': '"v2"',
          'idempotency-key': 'key-00000001',
        },
        body: { supportingDepartments: [] },
      },
    ]);
  });

  it('makes a fresh key for each command and none for a query', async () => {
    const { client, sent } = clientAnswering(() => json({ items: [] }));
    const params = { tenantId: 'beihe', findingId: 'f' };
    await client.call('findings.acknowledge', { params });
    await client.call('findings.acknowledge', { params });
    await client.call('findings.list', {
      params: { tenantId: 'beihe' },
      query: { state: 'closing', q: '', limit: 5 },
    });
    const [one, two, list] = sent;
    expect(one?.headers['idempotency-key']).toMatch(/^[\x21-\x7e]{8,100}$/);
    expect(one?.headers['idempotency-key']).not.toBe(two?.headers['idempotency-key']);
    expect(list?.headers).not.toHaveProperty('idempotency-key');
    expect(list?.url).toBe('http://x/v1/tenants/beihe/findings?state=closing&limit=5');
  });

  it('throws the problem of a refusal, and a readable one for any other answer', async () => {
    const problem = {
      type: 't',
      title: '冲突',
      status: 409,
      code: 'busy',
      detail: '请稍后',
      details: { a: 1 },
    };
    const refused = clientAnswering(() => json(problem, 409)).client.call('me.get', {});
    await expect(refused).rejects.toBeInstanceOf(ProblemError);
    await expect(refused).rejects.toMatchObject({
      status: 409,
      code: 'busy',
      message: '请稍后',
      details: { a: 1 },
    });
    const broken = clientAnswering(() => new Response('<html>', { status: 502 })).client.call('me.get', {});
    await expect(broken).rejects.toMatchObject({ status: 502, code: 'unexpected_answer' });
  });

  it('knows inputs and outputs of each operation', () => {
    expectTypeOf<ParamsOf<'closeouts.decide'>>().toEqualTypeOf<{
      readonly tenantId: string;
      readonly findingId: string;
      readonly caseId: string;
    }>();
    expectTypeOf<BodyInputOf<'findings.acknowledge'>>().toBeUndefined();
    expectTypeOf<BodyInputOf<'closeouts.decide'>['outcome']>().toEqualTypeOf<
      'approve' | 'return' | 'continuous'
    >();
    expectTypeOf<Answer<'closeouts.decide'>['data']>().toEqualTypeOf<OutputOf<'closeouts.decide'>>();
    expectTypeOf<OutputOf<'findings.list'>['items'][number]['state']>().toExtend<string>();
  });
});
