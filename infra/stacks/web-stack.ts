import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { startScriptHashes, WebContent } from '../constructs/web-content.ts';
import { contentSecurityPolicy, FURTHER_HEADERS, HSTS_SECONDS } from '../constructs/web-security-headers.ts';
import type { TokenSource } from '../token-source.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { ProductStackProps } from './product-stack-props.ts';

export interface WebStackProps extends ProductStackProps {
  readonly data: DataStack;
  readonly api: ApiStack;
  readonly tokens: TokenSource;
}

/**
 * A path without a file extension is a page of the app. This runs for pages only; with CloudFront's error pages
 * instead, a 404 of the API would turn into the start page too.
 */
const PAGE_FALLBACK = `function handler(event) {
  var request = event.request;
  var name = request.uri.split('/').pop();
  if (name.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}`;

/** The public address in the global partition: one distribution for the pages and, under `/v1`, the API. */
export class WebStack extends Stack {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { settings, data, api, tokens } = props;
    const content = new WebContent(this, 'Content', {
      accessLogs: data.accessLogs,
      tokens,
      unitIssuerOrigins: settings.unitIssuerOrigins,
      logRetention: settings.logRetention,
    });
    const certificateArn = settings.partition === 'aws' ? settings.certificateArn : undefined;
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `xuncha ${settings.stage}`,
      ...(certificateArn === undefined
        ? {}
        : {
            domainNames: [new URL(settings.webOrigin).hostname],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_200,
      defaultRootObject: 'index.html',
      enableLogging: true,
      logBucket: this.#createLogBucket(props),
      logIncludesCookies: false,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(content.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.#createHeaders(props),
        functionAssociations: [
          { eventType: FunctionEventType.VIEWER_REQUEST, function: this.#createPageFallback() },
        ],
      },
      additionalBehaviors: {
        [`${api.stagePath}/*`]: {
          origin: new HttpOrigin(api.host),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // API Gateway finds the API by the Host header, so the viewer's must not reach it.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    content.deploy(this.distribution);
  }

  #createPageFallback(): EdgeFunction {
    return new EdgeFunction(this, 'PageFallback', {
      comment: 'Paths without a file extension are pages of the app',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(PAGE_FALLBACK),
    });
  }

  #createHeaders({ data, tokens, settings }: WebStackProps): ResponseHeadersPolicy {
    const files = [data.intake, data.vault, data.archive].map(
      ({ bucket }) => `https://${bucket.bucketRegionalDomainName}`,
    );
    return new ResponseHeadersPolicy(this, 'SecurityHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy({
            signIn: [...tokens.signInOrigins, ...settings.unitIssuerOrigins],
            files,
            scripts: startScriptHashes(),
          }),
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(HSTS_SECONDS),
          includeSubdomains: true,
          preload: false,
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      },
      customHeadersBehavior: {
        customHeaders: Object.entries(FURTHER_HEADERS).map(([header, value]) => ({
          header,
          value,
          override: true,
        })),
      },
    });
  }

  /** CloudFront writes its logs with an ACL, which only this bucket allows. */
  #createLogBucket({ settings, data }: WebStackProps): Bucket {
    return new Bucket(this, 'ViewerLogs', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      serverAccessLogsBucket: data.accessLogs,
      serverAccessLogsPrefix: 'viewer-logs/',
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'expire', expiration: Duration.days(settings.accessLogDays) }],
    });
  }
}
