import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startScriptHashes } from '../../infra/constructs/web-content.ts';
import { contentSecurityPolicy, FURTHER_HEADERS } from '../../infra/constructs/web-security-headers.ts';
import { ofType, synthesise } from './synthesise.ts';

// Synthesised while the file loads: on a busy machine a stage takes longer than a test may.
for (const stage of ['local', 'dev']) synthesise(stage);

describe('content security policy', () => {
  const policy = contentSecurityPolicy({
    signIn: ['https://login.example.com'],
    files: ['https://vault.example.com'],
    scripts: ["'sha256-x'"],
  });
  const directives = new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );

  test('runs our own scripts only', () => {
    expect(directives.get('script-src')).toEqual(["'self'", "'sha256-x'"]);
    expect(policy).not.toMatch(/unsafe-eval|\*/);
  });

  test('names the script of the start page by its hash, and no script that is not in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xuncha-page-'));
    try {
      const page = join(folder, 'index.html');
      expect(startScriptHashes(page)).toEqual([]);
      writeFileSync(page, '<script>alert(1)\n</script><script type="module" src="/a.js"></script>');
      const hash = createHash('sha256').update('alert(1)\n').digest('base64');
      expect(startScriptHashes(page)).toEqual([`'sha256-${hash}'`]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('lets Ant Design write styles, and nothing else inline', () => {
    expect(directives.get('style-src')).toEqual(["'self'", "'unsafe-inline'"]);
    expect(policy.match(/unsafe-inline/g)).toHaveLength(1);
  });

  test('is closed where the pages need nothing', () => {
    for (const directive of ['frame-src', 'object-src', 'base-uri', 'media-src', 'manifest-src'])
      expect(directives.get(directive), directive).toEqual(["'none'"]);
    expect(directives.get('default-src')).toEqual(["'self'"]);
    expect(directives.get('worker-src')).toEqual(["'self'"]);
    expect(directives.get('form-action')).toEqual(["'self'", 'https://login.example.com']);
  });

  test('lets texts become markup through one policy only', () => {
    expect(directives.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(directives.get('trusted-types')).toEqual(['default']);
  });

  test('may not be framed and talks to sign-in and files only', () => {
    expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
    expect(directives.get('connect-src')).toEqual([
      "'self'",
      'https://login.example.com',
      'https://vault.example.com',
    ]);
  });
});

describe('web in the global partition', () => {
  const stage = synthesise('prod');

  test('sends the security headers with every page', () => {
    const [policy] = ofType(stage, 'AWS::CloudFront::ResponseHeadersPolicy');
    expect(policy?.Properties).toMatchObject({
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          StrictTransportSecurity: { AccessControlMaxAgeSec: 63072000, IncludeSubdomains: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'same-origin' },
        },
        CustomHeadersConfig: {
          Items: Object.entries(FURTHER_HEADERS).map(([Header, Value]) => ({
            Header,
            Value,
            Override: true,
          })),
        },
      },
    });
  });

  test('names every place the pages may talk to, and no pattern of places', () => {
    for (const name of ['prod', 'prod-cn'] as const) {
      const policies = synthesise(name).text.match(/connect-src .*?worker-src/g) ?? [];
      expect(policies.length).toBeGreaterThan(0);
      for (const policy of policies) expect(policy).not.toContain('*');
    }
  });

  test('serves pages from the private bucket and /v1 from the API, uncached', () => {
    const [distribution] = ofType(stage, 'AWS::CloudFront::Distribution');
    const { DistributionConfig: config } = z
      .looseObject({
        DistributionConfig: z.looseObject({
          Origins: z.array(z.looseObject({})),
          CacheBehaviors: z.array(z.looseObject({ PathPattern: z.string() })),
          ViewerCertificate: z.looseObject({ MinimumProtocolVersion: z.string() }),
        }),
      })
      .parse(distribution?.Properties);
    expect(config.Origins).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ OriginAccessControlId: expect.anything() }),
        expect.objectContaining({
          CustomOriginConfig: expect.objectContaining({ OriginProtocolPolicy: 'https-only' }),
        }),
      ]),
    );
    expect(config.CacheBehaviors).toEqual([
      expect.objectContaining({
        PathPattern: '/v1/*',
        // AWS's managed policy CachingDisabled.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        ViewerProtocolPolicy: 'https-only',
      }),
    ]);
    expect(config.ViewerCertificate.MinimumProtocolVersion).toBe('TLSv1.2_2021');
  });

  test.each(['dev', 'prod'])('signs in by authorization code, without secret or shortcut, in %s', (name) => {
    const clients = ofType(synthesise(name), 'AWS::Cognito::UserPoolClient');
    expect(clients).toHaveLength(1);
    // Cognito demands no PKCE; the pages always send it (web/src/auth/sign-in.ts), and there is nothing else to redeem
    // a code with. No implicit flow, and no flow in which the pages see a password.
    expect(clients[0]?.Properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      GenerateSecret: false,
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
    const flows = z.array(z.string()).default([]).parse(clients[0]?.Properties.ExplicitAuthFlows);
    expect(flows.filter((flow) => flow !== 'ALLOW_REFRESH_TOKEN_AUTH')).toEqual([]);
    const addresses = ['CallbackURLs', 'LogoutURLs'].flatMap((list) => clients[0]?.Properties[list]);
    expect(addresses).toHaveLength(2);
    expect(addresses.every((address) => String(address).startsWith('https://'))).toBe(true);
  });

  test('hands out tokens for a quarter of an hour and sign-ins for a working day', () => {
    const [client] = ofType(stage, 'AWS::Cognito::UserPoolClient');
    expect(client?.Properties).toMatchObject({
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 12 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    });
  });

  test('admits only people an administrator has entered, with a long password and an authenticator', () => {
    const [pool, ...more] = ofType(stage, 'AWS::Cognito::UserPool');
    expect(more).toEqual([]);
    expect(pool?.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
          TemporaryPasswordValidityDays: 3,
        },
      },
      DeletionProtection: 'ACTIVE',
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
  });
});

describe('mainland China', () => {
  const stage = synthesise('prod-cn');

  test('uses nothing the partition lacks', () => {
    const types = new Set(stage.resources.map(({ Type }) => Type));
    expect([...types].filter((type) => /Cognito|CloudFront/.test(type))).toEqual([]);
    expect(stage.text.match(/cognito|cloudfront/gi) ?? []).toEqual([]);
  });

  test('writes no ARN and no host of the global partition', () => {
    expect(stage.text.match(/arn:aws:[^"]*/g) ?? []).toEqual([]);
    // Service principals such as logging.s3.amazonaws.com are names, not hosts, and the same everywhere.
    expect(stage.text.match(/https:\/\/[^"]*amazonaws\.com(?!\.cn)[^"]*/g) ?? []).toEqual([]);
  });

  test('serves pages and API under one domain', () => {
    const mappings = ofType(stage, 'AWS::ApiGateway::BasePathMapping').map(
      ({ Properties }) => Properties.BasePath,
    );
    expect(mappings).toHaveLength(2);
    expect(mappings).toContain('v1');
    const [domain] = ofType(stage, 'AWS::ApiGateway::DomainName');
    expect(domain?.Properties).toMatchObject({ DomainName: 'xuncha.example.cn', SecurityPolicy: 'TLS_1_2' });
    for (const { Properties } of ofType(stage, 'AWS::ApiGateway::RestApi')) {
      expect(Properties.DisableExecuteApiEndpoint).toBe(true);
      // Bytes from which text is compressed: here no CloudFront does it.
      expect(Properties.MinimumCompressionSize).toBe(1_024);
    }
  });

  test('sends the same security headers', () => {
    const pages = ofType(stage, 'AWS::ApiGateway::Method').filter(({ stack }) => stack === 'web');
    expect(pages.length).toBeGreaterThan(4);
    for (const { Properties } of pages) {
      const text = JSON.stringify(Properties);
      expect(text).toMatch(/script-src 'self'( 'sha256-[\w+/=]{44}')?;/);
      expect(text).toContain('max-age=63072000');
      expect(text).toContain('nosniff');
      for (const header of Object.keys(FURTHER_HEADERS))
        expect(text).toContain(`method.response.header.${header}`);
    }
  });
});

describe('sign-in', () => {
  const settingsOf = (stage: string) => {
    const variables = ofType(synthesise(stage), 'AWS::Lambda::Function')
      .map(({ Properties }) => JSON.stringify(Properties.Environment))
      .find((text) => text?.includes('OIDC_ISSUER'));
    return variables ?? '';
  };

  test('on one machine is the runner’s: no user pool, and the build keeps its own sign-in file', () => {
    const types = synthesise('local').resources.map(({ Type }) => Type);
    expect(types.filter((type) => type.includes('Cognito'))).toEqual([]);
    expect(settingsOf('local')).toContain('"OIDC_ISSUER":"http://localhost:3000/oidc"');
  });

  test('asks Cognito for tokens with the audience the authorizer checks', () => {
    const audience = 'https://xuncha.example.com/v1';
    expect(settingsOf('prod')).toContain(`"OIDC_AUDIENCE":"${audience}"`);
    const [server] = ofType(synthesise('prod'), 'AWS::Cognito::UserPoolResourceServer');
    expect(server?.Properties.Identifier).toBe(audience);
    const [domain] = ofType(synthesise('prod'), 'AWS::Cognito::UserPoolDomain');
    // Version 2 is managed login, the only one with resource indicators.
    expect(domain?.Properties.ManagedLoginVersion).toBe(2);
  });

  test('names an external provider in China', () => {
    expect(settingsOf('prod-cn')).toContain('"OIDC_ISSUER":"https://login.example.cn/realms/group"');
    expect(settingsOf('prod-cn')).toContain('"OIDC_AUDIENCE":"xuncha"');
  });

  test.each(['dev', 'prod', 'prod-cn'])('is published to the web app of %s', (stage) => {
    const [deployment] = ofType(synthesise(stage), 'Custom::CDKBucketDeployment');
    expect(deployment?.Properties.SourceObjectKeys).not.toEqual([]);
  });
});
