import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { TokenSource } from '../token-source.ts';
import type { ProductStackProps } from './product-stack-props.ts';

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
      // Resource indicators (RFC 8707) exist only here; without one Cognito's access tokens carry no audience.
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const audience = `${webOrigin}/v1`;
    pool.addResourceServer('Api', { identifier: audience, userPoolResourceServerName: 'API' });
    const client = this.#addWebClient(pool, webOrigin);
    new CfnManagedLoginBranding(this, 'SignInPages', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const provider = `https://cognito-idp.${this.region}.${this.urlSuffix}`;
    const issuer = `${provider}/${pool.userPoolId}`;
    return {
      issuer,
      audience,
      // What an administrator types in: `sub` is a random number here, and user names never change.
      loginClaim: 'username',
      signInOrigins: [provider, domain.baseUrl()],
      web: {
        oidcAuthority: issuer,
        oidcClientId: client.userPoolClientId,
        oidcScope: 'openid profile email',
        oidcResource: audience,
      },
    };
  }

  #addWebClient(pool: UserPool, webOrigin: string): UserPoolClient {
    return pool.addClient('Web', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: [`${webOrigin}/signed-in`],
        logoutUrls: [`${webOrigin}/signed-out`],
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
