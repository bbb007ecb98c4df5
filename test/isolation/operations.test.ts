import { existsSync } from 'node:fs';
import {
  needsIdempotencyKey,
  OPERATION_IDS,
  type OperationId,
  operationOf,
  schemas,
} from '@xuncha/contracts';
import { type Principal, ROLE_NAMES, type Role, reachOf, roleFits } from '@xuncha/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, apiEvent, personOf, send } from '../engine/api-event.ts';
import { HQ_TENANT } from '../engine/environment.ts';
import { ID, sampleBody, sampleParams } from './sample-input.ts';
import {
  CAPABILITIES,
  FOREIGN,
  fileOf,
  type IsolationScene,
  itWhere,
  OWN,
  startIsolationScene,
} from './scene.ts';

/**
 * Generated from the operation table: a new operation is covered from its first day. What the functions refuse
 * themselves: requests without a principal, ids of others under the own tenant, commands without their preconditions,
 * bodies and cursors that don't fit. Who may do what is in attacks.test.ts.
 */
let scene: IsolationScene;
let existing: IsolationScene['existing'];

beforeAll(async () => {
  scene = await startIsolationScene();
  existing = scene.existing;
});
afterAll(() => scene.stop());

const handlerOf = (id: OperationId): ApiHandler => scene.handlerOf(id);

type Answer = { status: number; body: Record<string, unknown> & { code?: string } };
const ask = async (
  id: OperationId,
  principal: Principal,
  over: Partial<Parameters<typeof apiEvent>[1]> = {},
): Promise<Answer> => {
  const { ifMatch } = operationOf(id);
  const { status, body } = await send(handlerOf(id), id, {
    principal,
    params: sampleParams(id, OWN),
    body: sampleBody(id),
    ...(ifMatch ? { ifMatch: 1 } : {}),
    ...over,
  });
  return { status, body };
};

/** Everybody one role can be: at HQ, in the tenant, in another tenant. */
const peopleWith = (role: Role): Principal[] => [
  ...(roleFits(role, 'group') ? [personOf(HQ_TENANT, [role], { departmentId: ID })] : []),
  ...(roleFits(role, 'subsidiary')
    ? [OWN, FOREIGN].map((tenantId) => personOf(tenantId, [role], { departmentId: ID }))
    : []),
];

const subsidiaryRoles = ROLE_NAMES.filter((role) => roleFits(role, 'subsidiary'));
const namesTenant = (id: OperationId): boolean => operationOf(id).path.includes('{tenantId}');
const hasIds = (id: OperationId): boolean => /\{(?!tenantId)\w+\}/.test(operationOf(id).path);
const problemOf = ({ status, body }: Answer): unknown => {
  expect(schemas.Problem.safeParse(body).success, JSON.stringify(body)).toBe(true);
  return { status, ...body, traceId: undefined };
};

it('every capability of the operation table has its function', () => {
  expect(CAPABILITIES.filter((capability) => !existsSync(fileOf(capability)))).toEqual([]);
});

describe.each(OPERATION_IDS)('%s', (id) => {
  const operation = operationOf(id);

  it('answers 401 without a principal', async () => {
    const event = apiEvent(id, { principal: personOf(OWN, ['tenant_admin']), params: sampleParams(id, OWN) });
    const result = await handlerOf(id)(
      { ...event, requestContext: { ...event.requestContext, authorizer: null } },
      {} as Parameters<ApiHandler>[1],
    );
    const body = JSON.parse(result.body);
    expect(result.statusCode).toBe(401);
    expect(problemOf({ status: 401, body })).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(result.headers?.['content-type']).toContain('application/problem+json');
  });

  itWhere(hasIds(id))('finds nothing under the own tenant for ids of another', async () => {
    const roles = [...subsidiaryRoles];
    const person = personOf(FOREIGN, roles, { departmentId: ID });
    const params = (known?: Record<string, string>) => sampleParams(id, FOREIGN, known);
    const there = await ask(id, person, { params: params(existing) });
    const nowhere = await ask(id, person, { params: params() });
    expect(there.status).toBeGreaterThanOrEqual(400);
    expect(problemOf(there)).toEqual(problemOf(nowhere));
  });

  itWhere(needsIdempotencyKey(operation))('needs an Idempotency-Key', async () => {
    const role = ROLE_NAMES.find((one) => reachOf([one], operation.action)) ?? 'tenant_admin';
    const tenantId = roleFits(role, 'subsidiary') ? OWN : HQ_TENANT;
    const principal = personOf(tenantId, [role]);
    const path = namesTenant(id) && reachOf([role], operation.action) !== 'group' ? tenantId : OWN;
    for (const idempotencyKey of [null, 'short', 'with space in it', '中文标识不可用']) {
      const answer = await ask(id, principal, { params: sampleParams(id, path, existing), idempotencyKey });
      expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency_key_missing' } });
    }
  });

  itWhere(operation.ifMatch)('needs If-Match', async () => {
    const role = ROLE_NAMES.find((one) => reachOf([one], operation.action)) ?? 'tenant_admin';
    const principal = personOf(roleFits(role, 'subsidiary') ? OWN : HQ_TENANT, [role]);
    const params = sampleParams(id, OWN, existing);
    expect(await ask(id, principal, { params, ifMatch: undefined })).toMatchObject({
      status: 428,
      body: { code: 'if_match_missing' },
    });
    for (const ifMatch of ['*', '"x"', 'v1'])
      expect(await ask(id, principal, { params, ifMatch })).toMatchObject({
        status: 412,
        body: { code: 'stale' },
      });
  });

  itWhere(operation.body)('refuses bodies that do not fit, clearly', async () => {
    const role = ROLE_NAMES.find((one) => reachOf([one], operation.action)) ?? 'tenant_admin';
    const principal = personOf(roleFits(role, 'subsidiary') ? OWN : HQ_TENANT, [role]);
    const params = sampleParams(id, OWN, existing);
    for (const body of [undefined, null, [], 'text', 7, { unknown: true }]) {
      const answer = await ask(id, principal, { params, body });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    }
    const event = apiEvent(id, { principal, params });
    const result = await handlerOf(id)({ ...event, body: '{"half":' }, {} as Parameters<ApiHandler>[1]);
    expect(JSON.parse(result.body)).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  itWhere(operation.query?.shape.cursor)(
    'refuses cursors that are not its own, without failing',
    async () => {
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const strange = [
        'x',
        encode(5),
        encode([0, {}]),
        encode([1, 'text']),
        encode([1, -1]),
        encode([1, 0.5]),
        encode([1, { pk: `T#${FOREIGN}#X`, sk: 'META' }]),
        encode([1, { startKey: { pk: `T#${FOREIGN}#X`, sk: 'META' } }]),
        encode([1, { pk: 7 }]),
        encode([1, { part: 'x', startKey: { pk: `T#${OWN}#X`, sk: 'META' } }]),
        encode([1, { part: 0, startKey: { pk: `T#${OWN}#X` } }]),
        encode([1, { part: 0, startKey: 'text' }]),
        encode([1, { part: 0, startKey: { pk: `T#${OWN}#X`, sk: 7, byDuePk: `T#${OWN}#OPEN`, byDueSk: 7 } }]),
        encode([
          1,
          { part: 0, startKey: { pk: `T#${OWN}#X`, sk: 'x', byStatePk: `T#${OWN}#ST#x`, byStateSk: 'x' } },
        ]),
        encode([1, { pk: `T#${OWN}#TENANT`, sk: 'META' }]),
      ];
      for (const role of ROLE_NAMES)
        for (const principal of peopleWith(role).filter(({ tenantId }) => tenantId !== FOREIGN))
          for (const cursor of strange) {
            const answer = await ask(id, principal, {
              query: { cursor },
              params: sampleParams(id, OWN, existing),
            });
            const where = `${role}, ${Buffer.from(cursor, 'base64url')}: ${JSON.stringify(answer.body).slice(0, 200)}`;
            expect(answer.status, where).toBeLessThan(500);
            // Some lists have no pages for some people and look at no cursor; none follows one out of the tenant.
            if (answer.status < 400 && String(Buffer.from(cursor, 'base64url')).includes(`T#${FOREIGN}#`))
              expect(JSON.stringify(answer.body), where).not.toContain(FOREIGN);
          }
    },
  );
});
