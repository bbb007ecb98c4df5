import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { ExternalIdentity } from '../stage-settings.ts';
import type { ProductStackProps } from './product-stack-props.ts';

/** What the authorizer checks a token against. */
export interface TokenSource {
  readonly issuer: string;
  readonly audience: string;
  /** Origins the browser talks to while signing in, for the content security policy. */
  readonly signInOrigins: readonly string[];
}

/** Tokens of a provider the group runs itself. */
export function externalTokens({ issuer, audience }: ExternalIdentity): TokenSource {
  return { issuer, audience, signInOrigins: [new URL(issuer).origin] };
}

export interface IdentityStackProps extends ProductStackProps {
  readonly domainPrefix: string;
}

/**
 * Sign-in where Cognito exists and is wanted: a user pool with the authorization code flow. The web client has no
 * secret and proves itself with PKCE.
 */
export class IdentityStack extends Stack {
  readonly tokens: TokenSource;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    this.tokens = this.#createUserPool(props.domainPrefix, props.settings.webOrigin);
  }

  #createUserPool(domainPrefix: string, webOrigin: string): TokenSource {
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const domain = pool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.CLASSIC_HOSTED_UI,
    });
    const client = this.#addWebClient(pool, webOrigin);
    return {
      issuer: `https://cognito-idp.${this.region}.${this.urlSuffix}/${pool.userPoolId}`,
      audience: client.userPoolClientId,
      signInOrigins: [`https://cognito-idp.${this.region}.${this.urlSuffix}`, domain.baseUrl()],
    };
  }

  #addWebClient(pool: UserPool, webOrigin: string): UserPoolClient {
    return pool.addClient('Web', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: [`${webOrigin}/signed-in`],
        logoutUrls: [`${webOrigin}/`],
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      // One working day: a person signs in once in the morning.
      refreshTokenValidity: Duration.hours(12),
    });
  }
}
