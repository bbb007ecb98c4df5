import { OPERATIONS } from '@xuncha/contracts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { STAGES } from '../../infra/stage-settings.ts';
import { ofType, type SynthesisedStage, synthesise } from './synthesise.ts';

const apiResourceSchema = z.looseObject({
  ParentId: z.union([
    z.object({ Ref: z.string() }),
    z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  ]),
  PathPart: z.string(),
});
const methodSchema = z.looseObject({
  HttpMethod: z.string(),
  AuthorizationType: z.string(),
  ResourceId: z.object({ Ref: z.string() }),
  Integration: z.looseObject({ Type: z.string(), Uri: z.json() }),
});

/** Path of each resource of the API stack, by logical id. */
function paths(stage: SynthesisedStage): Map<string, { path: string; parent: string; part: string }> {
  const parts = new Map(
    ofType(stage, 'AWS::ApiGateway::Resource')
      .filter(({ stack }) => stack === 'api')
      .map(({ logicalId, Properties }) => {
        const { ParentId, PathPart } = apiResourceSchema.parse(Properties);
        return [logicalId, { parent: 'Ref' in ParentId ? ParentId.Ref : 'root', part: PathPart }] as const;
      }),
  );
  const pathOf = (id: string): string => {
    const found = parts.get(id);
    return found === undefined ? '' : `${pathOf(found.parent)}/${found.part}`;
  };
  return new Map([...parts].map(([id, { parent, part }]) => [id, { path: pathOf(id), parent, part }]));
}

// Synthesised while the file loads: on a busy machine a stage takes longer than a test may.
for (const { stage } of STAGES) synthesise(stage);

describe('routes', () => {
  const stage = synthesise('prod');
  const methods = ofType(stage, 'AWS::ApiGateway::Method')
    .filter(({ stack }) => stack === 'api')
    .map(({ Properties }) => methodSchema.parse(Properties));

  test('are exactly the operations of the contract, in the function of their capability', () => {
    const known = paths(stage);
    const routes = methods.map(({ HttpMethod, ResourceId, Integration }) => {
      const handler = /FnGetAtt(\w+?)[0-9A-F]{8}Arn/.exec(JSON.stringify(Integration.Uri))?.[1];
      return `${HttpMethod} /v1${known.get(ResourceId.Ref)?.path} ${handler?.toLowerCase()}`;
    });
    const operations = Object.values(OPERATIONS).map(
      ({ method, path, capability }) => `${method} ${path} ${capability}`,
    );
    expect(routes.sort()).toEqual(operations.sort());
  });

  test('all pass the authorizer', () => {
    expect(new Set(methods.map(({ AuthorizationType }) => AuthorizationType))).toEqual(new Set(['CUSTOM']));
    const [authorizer, ...others] = ofType(stage, 'AWS::ApiGateway::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 0,
    });
  });

  test('have one name per parameter position, as API Gateway demands', () => {
    const parameters = new Map<string, Set<string>>();
    for (const { parent, part } of paths(stage).values()) {
      if (part.startsWith('{')) parameters.set(parent, (parameters.get(parent) ?? new Set()).add(part));
    }
    expect([...parameters.values()].filter((names) => names.size > 1)).toEqual([]);
  });

  test('stay under the 500 resources of a stack', () => {
    // Each route takes one or two of them; the functions stand in a stack of their own.
    expect(stage.resources.filter(({ stack }) => stack === 'api').length).toBeLessThan(490);
  });
});

describe('the gateway', () => {
  const problemSchema = z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().regex(/^([a-z_]+|\$context\.authorizer\.code)$/),
    detail: z.string(),
    traceId: z.literal('$context.requestId'),
  });

  test('answers problems of the functions’ shape', () => {
    const responses = ofType(synthesise('prod'), 'AWS::ApiGateway::GatewayResponse');
    expect(responses.length).toBeGreaterThan(10);
    for (const { Properties } of responses) {
      const { ResponseTemplates, StatusCode, ResponseParameters } = z
        .looseObject({
          ResponseTemplates: z.object({ 'application/json': z.string() }),
          StatusCode: z.string(),
          ResponseParameters: z.record(z.string(), z.string()),
        })
        .parse(Properties);
      const problem = problemSchema.parse(JSON.parse(ResponseTemplates['application/json']));
      expect(String(problem.status)).toBe(StatusCode);
      expect(ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    }
  });

  test.each(STAGES)('throttles, and logs without bodies in $stage', ({ stage, throttle }) => {
    const [v1, ...others] = ofType(synthesise(stage), 'AWS::ApiGateway::Stage').filter(
      ({ stack }) => stack === 'api',
    );
    expect(others).toEqual([]);
    expect(v1?.Properties).toMatchObject({
      StageName: 'v1',
      MethodSettings: [
        {
          DataTraceEnabled: false,
          ThrottlingRateLimit: throttle.rate,
          ThrottlingBurstLimit: throttle.burst,
        },
      ],
    });
    const format = z.looseObject({ AccessLogSetting: z.looseObject({ Format: z.string() }) });
    expect(format.parse(v1?.Properties).AccessLogSetting.Format).not.toMatch(/querystring|authorization/i);
  });

  test('stands behind the firewall in production only', () => {
    const counts = STAGES.map(({ stage }) => [stage, ofType(synthesise(stage), 'AWS::WAFv2::WebACL').length]);
    expect(Object.fromEntries(counts)).toEqual({ local: 0, dev: 0, prod: 1, 'prod-cn': 1 });
    expect(ofType(synthesise('prod'), 'AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
    expect(ofType(synthesise('prod-cn'), 'AWS::WAFv2::WebACLAssociation')).toHaveLength(2);
  });
});
