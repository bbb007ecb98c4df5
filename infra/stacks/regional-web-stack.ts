import { RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  AwsIntegration,
  DomainName,
  EndpointType,
  type IResource,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { API_STAGE } from '../constructs/operation-api.ts';
import { HASHED_FILES, startScriptHashes, WebContent } from '../constructs/web-content.ts';
import { contentSecurityPolicy, FURTHER_HEADERS, HSTS_SECONDS } from '../constructs/web-security-headers.ts';
import type { WebStackProps } from './web-stack.ts';

/** Files at the root that are not the start page. */
const ROOT_FILES = ['app-config.json', 'openapi.json', 'favicon.svg'];

/**
 * The public address where CloudFront is left out (mainland China, docs/adr/0003-china-partition.md): one regional
 * domain with two APIs behind it, `/v1` the product's and everything else a proxy to the private web bucket.
 */
export class RegionalWebStack extends Stack {
  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { settings, data, api, tokens } = props;
    if (settings.certificateArn === undefined) throw new Error('A regional web address needs a certificate');
    const content = new WebContent(this, 'Content', {
      accessLogs: data.accessLogs,
      tokens,
      unitIssuerOrigins: settings.unitIssuerOrigins,
      logRetention: settings.logRetention,
    });
    const pages = this.#createPagesApi(props);
    this.#addRoutes(pages, content.bucket, this.#responseHeaders(props));
    content.deploy();

    if (api.firewallArn !== undefined) {
      new CfnWebACLAssociation(this, 'FirewallAssociation', {
        webAclArn: api.firewallArn,
        resourceArn: pages.deploymentStage.stageArn,
      });
    }
    const domain = new DomainName(this, 'Domain', {
      domainName: new URL(settings.webOrigin).hostname,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    domain.addBasePathMapping(pages, { stage: pages.deploymentStage });
    domain.addBasePathMapping(api.rest.api, { basePath: API_STAGE, stage: api.rest.api.deploymentStage });
  }

  #createPagesApi({ settings }: WebStackProps): RestApi {
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new RestApi(this, 'Pages', {
      description: 'Serves the web app from its private bucket',
      endpointTypes: [EndpointType.REGIONAL],
      disableExecuteApiEndpoint: true,
      // Fonts and images pass unchanged; text does too, compressed for whoever takes it so.
      binaryMediaTypes: ['*/*'],
      minCompressionSize: Size.kibibytes(1),
      // The account's log role belongs to the API stack.
      cloudWatchRole: false,
      deployOptions: {
        stageName: 'web',
        throttlingRateLimit: settings.throttle.rate * 10,
        throttlingBurstLimit: settings.throttle.burst * 10,
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
      },
    });
  }

  #addRoutes(pages: RestApi, bucket: Bucket, headers: Readonly<Record<string, string>>): void {
    const role = new Role(this, 'PagesRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }),
    );
    const add = (resource: IResource, key: string, parameter?: string) =>
      addFileMethod(resource, { bucket, role, key, headers, parameter });

    add(pages.root, 'index.html');
    for (const file of ROOT_FILES) add(pages.root.addResource(file), file);
    const hashed = pages.root.addResource(HASHED_FILES).addResource('{file}');
    add(hashed, `${HASHED_FILES}/{file}`, 'file');
    // Any other path is a page of the app; the app shows its own "not found".
    add(pages.root.addResource('{page+}'), 'index.html', 'page');
  }

  #responseHeaders({ data, tokens, settings }: WebStackProps): Record<string, string> {
    const files = [data.intake, data.vault, data.archive].map(
      ({ bucket }) => `https://${bucket.bucketRegionalDomainName}`,
    );
    return {
      'Content-Security-Policy': contentSecurityPolicy({
        signIn: [...tokens.signInOrigins, ...settings.unitIssuerOrigins],
        files,
        scripts: startScriptHashes(),
      }),
      'Strict-Transport-Security': `max-age=${HSTS_SECONDS}; includeSubDomains`,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'same-origin',
      ...FURTHER_HEADERS,
    };
  }
}

interface FileMethod {
  readonly bucket: Bucket;
  readonly role: Role;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Path parameter of the resource, handed on when the key uses it. */
  readonly parameter?: string;
}

/** A GET that streams one object; what S3 refuses or does not have is a 404. */
function addFileMethod(resource: IResource, file: FileMethod): void {
  const { bucket, role, key, headers, parameter } = file;
  const passed = parameter !== undefined && key.includes(`{${parameter}}`);
  const fixed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, quoted(value)]),
  );
  const fromObject = {
    'method.response.header.Content-Type': 'integration.response.header.Content-Type',
    'method.response.header.Cache-Control': 'integration.response.header.Cache-Control',
    'method.response.header.ETag': 'integration.response.header.ETag',
  };
  const responseParameters = { ...fixed, ...fromObject };
  resource.addMethod(
    'GET',
    new AwsIntegration({
      service: 's3',
      integrationHttpMethod: 'GET',
      path: `${bucket.bucketName}/${key}`,
      options: {
        credentialsRole: role,
        requestParameters: passed
          ? { [`integration.request.path.${parameter}`]: `method.request.path.${parameter}` }
          : undefined,
        integrationResponses: [
          { statusCode: '200', responseParameters },
          { statusCode: '404', selectionPattern: '4\\d{2}' },
          { statusCode: '502', selectionPattern: '5\\d{2}' },
        ],
      },
    }),
    {
      authorizationType: AuthorizationType.NONE,
      requestParameters: parameter === undefined ? undefined : { [`method.request.path.${parameter}`]: true },
      methodResponses: [
        {
          statusCode: '200',
          responseParameters: Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true])),
        },
        { statusCode: '404' },
        { statusCode: '502' },
      ],
    },
  );
}

/** A static value stands in single quotes; only the outer pair is taken off, so `'self'` inside survives. */
function quoted(value: string): string {
  return `'${value}'`;
}
