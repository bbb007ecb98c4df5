import { z } from 'zod';
import type {
  AuthorizerModel,
  GatewayResponseModel,
  LambdaIntegration,
  MockIntegration,
  RestApiModel,
  RouteModel,
} from '../model.ts';
import { functionNameOf } from '../physical-names.ts';
import { type ResolvedResource, type ResourceIndex, readProperties } from '../resource-index.ts';

const apiSchema = z.looseObject({
  BinaryMediaTypes: z.array(z.string()).default([]),
  MinimumCompressionSize: z.coerce.number().optional(),
});
const resourceSchema = z.looseObject({ ParentId: z.string(), PathPart: z.string(), RestApiId: z.string() });
const stageSchema = z.looseObject({ RestApiId: z.string(), StageName: z.string() });

const methodSchema = z.looseObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
  Integration: z.looseObject({
    Type: z.string(),
    Uri: z.string().optional(),
    TimeoutInMillis: z.coerce.number().optional(),
    IntegrationResponses: z
      .array(
        z.looseObject({
          StatusCode: z.coerce.number(),
          ResponseParameters: z.record(z.string(), z.string()).default({}),
        }),
      )
      .default([]),
  }),
});

const authorizerSchema = z.looseObject({
  Type: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().default(''),
  // API Gateway's own default is five minutes.
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
});

const gatewayResponseSchema = z.looseObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

/** API Gateway cuts an integration off after 29 s unless the method says less. */
const DEFAULT_INTEGRATION_TIMEOUT_MS = 29_000;

/** `'value'`: static values of response parameters stand in single quotes. */
function unquote(value: string): string {
  return value.startsWith("'") && value.endsWith("'") ? value.slice(1, -1) : value;
}

function headersFrom(parameters: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (name.startsWith(prefix)) headers[name.slice(prefix.length)] = unquote(value);
  }
  return headers;
}

/** Path of every resource of an API, by the id `Ref` gives. */
function resourcePaths(index: ResourceIndex, apiId: string): Map<string, string> {
  const paths = new Map([[`${apiId}root`, '/']]);
  const waiting = index
    .ofType('AWS::ApiGateway::Resource')
    .map((resource) => ({ id: resource.ref, ...readProperties(resource, resourceSchema) }))
    .filter(({ RestApiId }) => RestApiId === apiId);
  // Parents may come after children in a template: go on until a pass places nothing more.
  for (let placed = true; placed; ) {
    placed = false;
    for (const { id, ParentId, PathPart } of waiting) {
      const parent = paths.get(ParentId);
      if (parent === undefined || paths.has(id)) continue;
      paths.set(id, parent === '/' ? `/${PathPart}` : `${parent}/${PathPart}`);
      placed = true;
    }
  }
  return paths;
}

function readAuthorizers(index: ResourceIndex): Map<string, AuthorizerModel> {
  return new Map(
    index.ofType('AWS::ApiGateway::Authorizer').map((resource) => {
      const authorizer = readProperties(resource, authorizerSchema);
      const identityHeaders = authorizer.IdentitySource.split(',')
        .map((source) => source.trim())
        .filter((source) => source.startsWith('method.request.header.'))
        .map((source) => source.slice('method.request.header.'.length).toLowerCase());
      return [
        resource.ref,
        {
          id: resource.ref,
          functionName: requiredFunction(resource, authorizer.AuthorizerUri),
          identityHeaders,
          ttlSeconds: authorizer.AuthorizerResultTtlInSeconds,
        },
      ];
    }),
  );
}

function requiredFunction(resource: ResolvedResource, uri: string): string {
  const name = functionNameOf(uri);
  if (!name) throw new Error(`${resource.stackName}/${resource.logicalId}: no function in ${uri}.`);
  return name;
}

function readIntegration(
  resource: ResolvedResource,
  integration: z.infer<typeof methodSchema>['Integration'],
): LambdaIntegration | MockIntegration {
  if (integration.Type === 'AWS_PROXY') {
    return {
      kind: 'lambda',
      functionName: requiredFunction(resource, integration.Uri ?? ''),
      timeoutMilliseconds: integration.TimeoutInMillis ?? DEFAULT_INTEGRATION_TIMEOUT_MS,
    };
  }
  if (integration.Type === 'MOCK') {
    const response = integration.IntegrationResponses[0];
    return {
      kind: 'mock',
      status: response?.StatusCode ?? 200,
      headers: headersFrom(response?.ResponseParameters ?? {}, 'method.response.header.'),
    };
  }
  throw new Error(
    `${resource.stackName}/${resource.logicalId}: integration ${integration.Type} is not supported on one machine.`,
  );
}

function readRoutes(index: ResourceIndex, apiId: string): RouteModel[] {
  const paths = resourcePaths(index, apiId);
  const authorizers = readAuthorizers(index);
  return index.ofType('AWS::ApiGateway::Method').flatMap((resource) => {
    const method = readProperties(resource, methodSchema);
    if (method.RestApiId !== apiId) return [];
    const path = paths.get(method.ResourceId);
    if (path === undefined)
      throw new Error(`${resource.stackName}/${resource.logicalId} belongs to no resource.`);
    const authorizer = method.AuthorizerId === undefined ? undefined : authorizers.get(method.AuthorizerId);
    if (method.AuthorizationType !== 'NONE' && !authorizer) {
      throw new Error(
        `${resource.stackName}/${resource.logicalId}: authorization ${method.AuthorizationType} is not supported on one machine.`,
      );
    }
    return [
      {
        method: method.HttpMethod,
        path,
        resourceId: method.ResourceId,
        integration: readIntegration(resource, method.Integration),
        authorizer: method.AuthorizationType === 'NONE' ? undefined : authorizer,
      },
    ];
  });
}

function readGatewayResponses(index: ResourceIndex, apiId: string): GatewayResponseModel[] {
  return index.ofType('AWS::ApiGateway::GatewayResponse').flatMap((resource) => {
    const response = readProperties(resource, gatewayResponseSchema);
    if (response.RestApiId !== apiId) return [];
    const [template] = Object.entries(response.ResponseTemplates);
    return [
      {
        type: response.ResponseType,
        status: response.StatusCode,
        headers: headersFrom(response.ResponseParameters, 'gatewayresponse.header.'),
        template: template && { mediaType: template[0], body: template[1] },
      },
    ];
  });
}

export function readRestApis(index: ResourceIndex): RestApiModel[] {
  return index.ofType('AWS::ApiGateway::RestApi').map((resource) => {
    const api = readProperties(resource, apiSchema);
    const stage = index
      .ofType('AWS::ApiGateway::Stage')
      .map((candidate) => readProperties(candidate, stageSchema))
      .find(({ RestApiId }) => RestApiId === resource.ref);
    if (!stage) throw new Error(`${resource.stackName}/${resource.logicalId} has no stage.`);
    return {
      id: resource.ref,
      logicalId: resource.logicalId,
      stageName: stage.StageName,
      binaryMediaTypes: api.BinaryMediaTypes,
      minimumCompressionBytes: api.MinimumCompressionSize,
      routes: readRoutes(index, resource.ref),
      gatewayResponses: readGatewayResponses(index, resource.ref),
    };
  });
}
