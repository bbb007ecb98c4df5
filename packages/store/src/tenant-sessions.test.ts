import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSts, type TestSts } from '../../../test/engine/sts.ts';
import { createSessionVendor, SESSION_MARGIN_MS } from './tenant-sessions.ts';

let instant = Date.parse('2025-03-05T02:00:00.000Z');
let sts: TestSts;
beforeAll(async () => {
  sts = await startTestSts(() => instant);
});
afterAll(() => sts.stop());

const MINUTE = 60_000;

describe('sessions', () => {
  it('carry the tags of their tenant, and only those that are set', async () => {
    for (const tags of [
      { tenantId: 'beihe' },
      { tenantId: 'beihe', hqTenantId: 'jituan' },
      { tenantId: 'jituan', restricted: 'yes' as const },
    ])
      expect(sts.tagsOf(await sts.vend(tags))).toEqual(tags);
  });

  it('are made once for requests at once and those after, per tenant and rights', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => sts.vend({ tenantId: 'nanhe' })));
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    const [own, asHq, other] = await Promise.all([
      sts.vend({ tenantId: 'nanhe' }),
      sts.vend({ tenantId: 'nanhe', hqTenantId: 'jituan' }),
      sts.vend({ tenantId: 'xihe' }),
    ]);
    expect(own.accessKeyId).toBe(all[0]?.accessKeyId);
    expect(new Set([own, asHq, other].map(({ accessKeyId }) => accessKeyId)).size).toBe(3);
  });

  it('are renewed while half an hour is left, so that what is signed with them outlives the request', async () => {
    const first = await sts.vend({ tenantId: 'renew' });
    instant += 29 * MINUTE;
    expect(await sts.vend({ tenantId: 'renew' })).toEqual(first);
    instant += 2 * MINUTE;
    const [second, third] = await Promise.all([
      sts.vend({ tenantId: 'renew' }),
      sts.vend({ tenantId: 'renew' }),
    ]);
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(third).toEqual(second);
    expect(Date.parse(second.expiration) - instant).toBeGreaterThan(SESSION_MARGIN_MS);
  });
});

describe('an STS in trouble', () => {
  /** Answers with these statuses in turn, then with a session. */
  const troubled = async (statuses: readonly number[]) => {
    const left = [...statuses];
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      const status = left.shift() ?? 200;
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(
        status === 200
          ? '<R><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></R>'
          : '<R><Code>AccessDenied</Code><Message>no</Message></R>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const vend = createSessionVendor({
      component: 'test',
      roleArn: 'arn:aws:iam::1:role/x',
      region: 'cn-north-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      caller: () => ({ accessKeyId: 'AKIA', secretAccessKey: 'secret' }),
    });
    return { vend, asked: () => asked, stop: () => server.close() };
  };

  it('is asked three times, and a failure is not kept', async () => {
    const { vend, asked, stop } = await troubled([500, 503, 429]);
    await expect(vend({ tenantId: 'a1' })).rejects.toThrow('STS answered 429');
    expect(await vend({ tenantId: 'a1' })).toMatchObject({ accessKeyId: 'A' });
    expect(asked()).toBe(4);
    stop();
  });

  it('that refuses is asked once', async () => {
    const { vend, asked, stop } = await troubled([403]);
    await expect(vend({ tenantId: 'a1' })).rejects.toThrow('STS refused the session: AccessDenied no');
    expect(asked()).toBe(1);
    stop();
  });
});
