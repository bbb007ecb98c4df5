import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { addProblemResponses } from './problem-responses.ts';
import type { ProductFunction } from './product-function.ts';

/** Stage name, and so the first segment of every path, of the API. */
export const API_STAGE = 'v1';

/** The part of an operation that routing needs. */
export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  /** Path with the stage, such as `/v1/tenants/{tenantId}/findings`. */
  readonly path: string;
  readonly capability: string;
}

export interface OperationApiProps {
  readonly operations: readonly ApiOperation[];
  readonly authorizer: ProductFunction;
  /** Function of each capability that an operation names. */
  readonly handlers: ReadonlyMap<string, ProductFunction>;
  readonly throttle: { readonly rate: number; readonly burst: number };
  readonly logRetention: RetentionDays;
  /** Off where the API is reached only through a custom domain. */
  readonly defaultEndpoint: boolean;
}

/** Files the API answers in binary form; anything else is text. */
const BINARY_TYPES = [
  'application/octet-stream',
  'application/zip',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
];

/** The REST API: one method per operation of the contract, all behind the authorizer. */
export class OperationApi extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, props: OperationApiProps) {
    super(scope, id);
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      description: 'API of the product; every operation comes from the contract',
      endpointTypes: [EndpointType.REGIONAL],
      disableExecuteApiEndpoint: !props.defaultEndpoint,
      binaryMediaTypes: BINARY_TYPES,
      // A list of 50 findings is some 30 kB and shrinks to a fifth; below one packet nothing is won.
      minCompressionSize: Size.kibibytes(1),
      cloudWatchRole: true,
      deployOptions: {
        stageName: API_STAGE,
        throttlingRateLimit: props.throttle.rate,
        throttlingBurstLimit: props.throttle.burst,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: ACCESS_LOG_FORMAT,
        // Errors only, and never bodies: they hold findings.
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
      },
    });
    addProblemResponses(this.api);
    this.#addOperations(props);
  }

  #addOperations(props: OperationApiProps): void {
    const authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: props.authorizer,
      identitySources: [IdentitySource.header('Authorization')],
      // Not cached: a cached answer would outlive a revoked membership, and its key could not contain the
      // optional x-membership header.
      resultsCacheTtl: Duration.seconds(0),
    });
    const integrations = new Map(
      [...props.handlers].map(([capability, handler]) => [
        capability,
        // One permission for the whole API: one per method would outgrow the function's 20 kB policy.
        new LambdaIntegration(handler, { scopePermissionToMethod: false }),
      ]),
    );
    for (const operation of props.operations) {
      const integration = integrations.get(operation.capability);
      if (integration === undefined) {
        throw new Error(`Operation ${operation.id} names the unknown capability ${operation.capability}`);
      }
      this.api.root.resourceForPath(pathInStage(operation)).addMethod(operation.method, integration, {
        authorizationType: AuthorizationType.CUSTOM,
        authorizer,
      });
    }
  }
}

/** `/v1/tenants/{tenantId}` → `/tenants/{tenantId}`: the stage stands for the version. */
export function pathInStage(operation: ApiOperation): string {
  const prefix = `/${API_STAGE}`;
  if (!operation.path.startsWith(`${prefix}/`)) {
    throw new Error(`Operation ${operation.id} is outside ${prefix}: ${operation.path}`);
  }
  return operation.path.slice(prefix.length);
}

/** Who called what, how it ended and how long it took; no query strings, they may name people. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    time: AccessLogField.contextRequestTimeEpoch(),
    requestId: AccessLogField.contextRequestId(),
    ip: AccessLogField.contextIdentitySourceIp(),
    method: AccessLogField.contextHttpMethod(),
    path: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    error: AccessLogField.contextErrorResponseType(),
    latency: AccessLogField.contextResponseLatency(),
    integrationLatency: AccessLogField.contextIntegrationLatency(),
    size: AccessLogField.contextResponseLength(),
    principal: AccessLogField.contextAuthorizerPrincipalId(),
  }),
);
