import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** A user pool that the stage creates. */
export interface CognitoIdentity {
  readonly kind: 'cognito';
  /** Prefix of the hosted sign-in domain; unique per region. */
  readonly domainPrefix: string;
}

/** An OIDC provider that the group runs. */
export interface ExternalIdentity {
  readonly kind: 'oidc';
  readonly issuer: string;
  /** `aud` of its access tokens. */
  readonly audience: string;
  /** The web app's id at the provider: public client, authorization code with PKCE. */
  readonly clientId: string;
  /** Must make the provider give a refresh token. */
  readonly scope: string;
  /** Parameter that makes the provider put `audience` into the token, where it does not by itself. */
  readonly audienceParameter?: 'resource' | 'audience';
}

/** The runner on one machine brings its provider, and replaces issuer and audience by that one's. */
export interface RunnerIdentity {
  readonly kind: 'runner';
}

export type IdentitySettings = CognitoIdentity | ExternalIdentity | RunnerIdentity;

/**
 * Web application firewall of the API. `rate` limits requests per address only; `managed` adds AWS's rule groups.
 */
export type FirewallLevel = 'off' | 'rate' | 'managed';

/** A time-stamping authority (RFC 3161) that confirms when a seal existed. */
export interface TimeStampingSettings {
  readonly url: string;
  /** PEM certificates its own must lead to; 4 kB of environment hold two or three. */
  readonly certificates: string;
}

interface Rate {
  readonly rate: number;
  readonly burst: number;
}

interface CommonSettings {
  readonly stage: string;
  readonly region: string;
  /** The one public address of the product: web pages at `/`, API at `/v1`. */
  readonly webOrigin: string;
  /** Further origins that may PUT evidence to the intake bucket, besides `webOrigin`. */
  readonly extraUploadOrigins: readonly string[];
  /** Tenant code of the group's headquarters (A01). */
  readonly hqTenant: string;
  /**
   * Origins of identity providers of single subsidiaries (A01): HQ may register only these. The pages' security policy
   * names them, and the authorizer fetches keys from nowhere else, so an entry is a decision about the network.
   */
  readonly unitIssuerOrigins: readonly string[];
  readonly alarmEmail: string;
  /**
   * Sender of the daily mails; its domain is verified in SES. Absent where there is no SES (China): people are then told
   * in the product and by their group's robot.
   */
  readonly mailFrom?: string;
  readonly logRetention: RetentionDays;
  /** Objects that were never verified leave the intake bucket after this many days. */
  readonly intakeDays: number;
  /** Default Object Lock retention of verified evidence, in days. */
  readonly vaultLockDays: number;
  /**
   * Archive exports can be built again with the same bytes from the small files kept of them, so their ZIPs, which hold
   * all evidence a second time, stay only as long as an audit takes to fetch them.
   */
  readonly archiveDays: number;
  readonly accessLogDays: number;
  readonly firewall: FirewallLevel;
  /** Without it seals carry our own clock only. */
  readonly timeStamping?: TimeStampingSettings;
  /**
   * Requests per second that all people of one tenant may send together, and the burst above it, by kind of tenant
   * (docs/adr/0014-request-rates.md).
   */
  readonly requestLimits: Readonly<Record<'group' | 'subsidiary', Rate>>;
  /** Requests per second the API admits in total, and the burst above it. */
  readonly throttle: Rate;
}

/** A stage in the global partition: CloudFront serves web and API. */
export interface GlobalStage extends CommonSettings {
  readonly partition: 'aws';
  readonly identity: IdentitySettings;
  /** ARN of an ACM certificate for `webOrigin` in us-east-1; without it CloudFront's own name is used. */
  readonly certificateArn?: string;
}

/**
 * A stage in mainland China: no Cognito, and API Gateway serves the web pages (docs/adr/0003-china-partition.md).
 * A domain with an ICP filing is a precondition there, so its certificate is not optional.
 */
export interface ChinaStage extends CommonSettings {
  readonly partition: 'aws-cn';
  readonly identity: ExternalIdentity;
  /** ARN of an ACM certificate for `webOrigin` in the stage's region. */
  readonly certificateArn: string;
}

export type StageSettings = GlobalStage | ChinaStage;

/** Ten years, the middle one of the three retention classes of enterprise archives (10 years, 30 years, permanent). */
const TEN_YEARS_IN_DAYS = 3_653;

/**
 * A page is some 5 calls. Unit: 100 people × one page a minute ≈ 8 calls/s on average; 30/s is three and a half times that,
 * and the burst is 60 pages at once (a meeting ends), refilled in 10 s. HQ: 300 people × one page a minute = 25/s; 90/s and
 * 900 alike. One unit alone gets at most 30 of the stage's 1,000 requests/s.
 */
const REQUEST_LIMITS = {
  subsidiary: { rate: 30, burst: 300 },
  group: { rate: 90, burst: 900 },
} as const;

const PRODUCTION = {
  unitIssuerOrigins: [],
  extraUploadOrigins: [],
  logRetention: RetentionDays.ONE_YEAR,
  intakeDays: 7,
  vaultLockDays: TEN_YEARS_IN_DAYS,
  archiveDays: 90,
  accessLogDays: 365,
  requestLimits: REQUEST_LIMITS,
  // 30 subsidiaries × ~100 people at work × one page (≈ 5 calls) a minute ≈ 250 calls/s at the morning peak. The gateway
  // counts refused requests too: two units at ten times their limit send 600/s, and the others still have room.
  throttle: { rate: 1_000, burst: 2_000 },
} as const;

const DEVELOPMENT = {
  unitIssuerOrigins: [],
  hqTenant: 'jituan',
  alarmEmail: 'xuncha-dev@example.com',
  mailFrom: 'noreply@example.com',
  logRetention: RetentionDays.ONE_WEEK,
  intakeDays: 7,
  vaultLockDays: 1,
  archiveDays: 7,
  accessLogDays: 30,
  firewall: 'off',
  requestLimits: REQUEST_LIMITS,
  throttle: { rate: 100, burst: 200 },
} as const;

/**
 * Every stage of the product. `npx cdk synth -c stage=<name>` picks one; `local` is the default, the one that
 * `npm start` runs on one machine.
 */
export const STAGES: readonly StageSettings[] = [
  {
    ...DEVELOPMENT,
    stage: 'local',
    partition: 'aws',
    region: 'ap-southeast-1',
    webOrigin: 'http://localhost:3000',
    // The runner chooses other ports when these are taken.
    extraUploadOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
    // A second provider on the same machine stands for a subsidiary's own.
    unitIssuerOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
    identity: { kind: 'runner' },
  },
  {
    ...DEVELOPMENT,
    stage: 'dev',
    partition: 'aws',
    region: 'ap-southeast-1',
    webOrigin: 'https://dev.xuncha.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
    extraUploadOrigins: [],
    identity: { kind: 'cognito', domainPrefix: 'xuncha-dev' },
  },
  {
    ...PRODUCTION,
    stage: 'prod',
    partition: 'aws',
    region: 'ap-southeast-1',
    webOrigin: 'https://xuncha.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
    identity: { kind: 'cognito', domainPrefix: 'xuncha' },
    hqTenant: 'jituan',
    alarmEmail: 'xuncha-operations@example.com',
    mailFrom: 'noreply@example.com',
    firewall: 'managed',
  },
  {
    ...PRODUCTION,
    stage: 'prod-cn',
    partition: 'aws-cn',
    region: 'cn-northwest-1',
    webOrigin: 'https://xuncha.example.cn',
    certificateArn:
      'arn:aws-cn:acm:cn-northwest-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
    identity: {
      kind: 'oidc',
      issuer: 'https://login.example.cn/realms/group',
      audience: 'xuncha',
      clientId: 'xuncha-web',
      scope: 'openid profile offline_access',
    },
    hqTenant: 'jituan',
    alarmEmail: 'xuncha-operations@example.cn',
    firewall: 'rate',
  },
];

/** Settings of a named stage; an unknown name lists the known ones. */
export function stageSettings(name: string): StageSettings {
  const found = STAGES.find((candidate) => candidate.stage === name);
  if (found === undefined) {
    throw new Error(`Unknown stage "${name}". Known: ${STAGES.map(({ stage }) => stage).join(', ')}`);
  }
  return found;
}
