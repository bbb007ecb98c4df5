import { describe, expect, it } from 'vitest';
import type { RouteModel } from '../assembly/model.ts';
import { RouteTable } from './routes.ts';

function route(method: string, path: string): RouteModel {
  return {
    method,
    path,
    resourceId: path,
    integration: { kind: 'mock', status: 200, headers: {} },
    authorizer: undefined,
  };
}

const table = new RouteTable([
  route('GET', '/tenants'),
  route('GET', '/tenants/{tenantId}/findings/{findingId}'),
  route('GET', '/tenants/{tenantId}/findings/overdue'),
  route('POST', '/tenants/{tenantId}/findings/{findingId}/measures'),
  route('ANY', '/files/{path+}'),
]);

describe('routes', () => {
  it.each([
    ['GET', '/tenants', '/tenants', {}],
    ['GET', '/tenants/', '/tenants', {}],
    [
      'GET',
      '/tenants/hq/findings/1',
      '/tenants/{tenantId}/findings/{findingId}',
      { tenantId: 'hq', findingId: '1' },
    ],
    ['GET', '/tenants/hq/findings/overdue', '/tenants/{tenantId}/findings/overdue', { tenantId: 'hq' }],
    [
      'GET',
      '/tenants/a%2Fb/findings/%E4%B8%80',
      '/tenants/{tenantId}/findings/{findingId}',
      { tenantId: 'a/b', findingId: '一' },
    ],
    // A fixed segment that leads nowhere does not hide the parameter beside it.
    [
      'POST',
      '/tenants/hq/findings/overdue/measures',
      '/tenants/{tenantId}/findings/{findingId}/measures',
      { tenantId: 'hq', findingId: 'overdue' },
    ],
    ['DELETE', '/files/a/b.txt', '/files/{path+}', { path: 'a/b.txt' }],
  ])('%s %s', (method, path, expected, parameters) => {
    const found = table.find(method, path);
    expect([found?.route.path, found?.parameters]).toEqual([expected, parameters]);
  });

  it.each([
    ['POST', '/tenants'],
    ['GET', '/'],
    ['GET', '/tenants/hq'],
    ['GET', '/files'],
  ])('do not know %s %s', (method, path) => {
    expect(table.find(method, path)).toBeUndefined();
  });
});
