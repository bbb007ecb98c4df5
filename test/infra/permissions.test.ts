import { keys } from '@xuncha/store';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { RIGHTS_OVER_ALL_TENANTS, type WideRight } from '../../infra/rights-over-all-tenants.ts';
import { type Resource, synthesise } from './synthesise.ts';

const strings = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const statementSchema = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: strings,
  Resource: z.json().optional(),
  Condition: z.json().optional(),
});
const documentSchema = z.looseObject({ Statement: z.array(statementSchema) });

interface Grant {
  readonly owner: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Patterns the partition keys of a request must fit; undefined without such a condition. */
  readonly keys: readonly string[] | undefined;
}

/** Allow statements of a stage's roles, their resources written out as text. */
function grants(stage: string): Grant[] {
  return synthesise(stage).resources.flatMap((resource) =>
    policyDocuments(resource).flatMap(({ Statement }) =>
      Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Action, Resource, Condition }) => ({
        owner: `${resource.stack}/${resource.logicalId}`,
        actions: Action,
        resources: asList(Resource).map(asText),
        keys: leadingKeys(Condition),
      })),
    ),
  );
}

function policyDocuments({ Type, Properties }: Resource): z.infer<typeof documentSchema>[] {
  if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') {
    return [documentSchema.parse(Properties.PolicyDocument)];
  }
  if (Type !== 'AWS::IAM::Role') return [];
  const inline = z.array(z.looseObject({ PolicyDocument: documentSchema })).default([]);
  return inline.parse(Properties.Policies).map(({ PolicyDocument }) => PolicyDocument);
}

const conditionSchema = z.looseObject({
  'ForAllValues:StringLike': z.looseObject({ 'dynamodb:LeadingKeys': strings }),
  Null: z.looseObject({ 'dynamodb:LeadingKeys': z.literal('false') }),
});

function leadingKeys(condition: unknown): string[] | undefined {
  const { data } = conditionSchema.safeParse(condition);
  return data?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
}

/** What an allowed action opens beyond one tenant; undefined when the session's tag keeps it inside. */
function wideRight(action: string, keys: readonly string[] | undefined): WideRight | undefined {
  if (!action.startsWith('dynamodb:') && action !== '*') return undefined;
  if (/:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/.test(action)) return 'changes';
  if (keys === undefined) return 'items';
  return keys.every((key) => key.includes('aws:PrincipalTag/')) ? undefined : 'memberships';
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Intrinsics as short text: what counts is where a literal `*` stands. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (join.success) return join.data['Fn::Join'][1].map(asText).join(join.data['Fn::Join'][0]);
  return `<${JSON.stringify(value).replaceAll(/[{}"]/g, '')}>`;
}

/** Wildcards that stay, each with its reason. */
const ALLOWED: readonly { owner: RegExp; wildcard: RegExp; reason: string }[] = [
  {
    owner: /^access\/Tenant(Worker)?RoleDefaultPolicy/,
    wildcard: /(Intake|Vault|Archive)Bucket\w+>\/t\/\$\{aws:PrincipalTag\/tenantId\}\/\*$/,
    reason: "files of the session's tenant",
  },
  {
    owner: /^events\/(Relay|Projections|RunJob|PackFinding|SendMessage)RoleDefaultPolicy/,
    wildcard: /DataTable\w+>\/stream\/\*$/,
    reason: 'ListStreams is checked against all streams of the table',
  },
  {
    owner: /^events\/SweepRoleDefaultPolicy/,
    wildcard: /:execution:<.+>:\*$/,
    reason: 'executions are named at run time',
  },
  {
    owner: /^workflow\/(Closeout|Provisioning|ArchiveExport)RoleDefaultPolicy/,
    wildcard: /^\*$/,
    reason: 'log delivery and X-Ray have no resource',
  },
  {
    owner: /^web\/PagesRoleDefaultPolicy/,
    wildcard: /<Fn::GetAtt:\[ContentBucket\w+,Arn\]>\/\*$/,
    reason: 'API Gateway reads the public pages',
  },
  {
    owner: /^events\/BucketNotificationsHandler/,
    wildcard: /^\*$/,
    reason: "CDK's deployment-time function",
  },
  {
    owner: /^web\/CustomCDKBucketDeployment/,
    wildcard: /\*$/,
    reason: "CDK's deployment-time function",
  },
];

describe.each(['prod', 'prod-cn'])('permissions in %s', (stage) => {
  const all = grants(stage);

  test('have no wildcard beyond the list', () => {
    const wildcards = all.flatMap(({ owner, actions, resources }) =>
      [...actions, ...resources]
        .filter((text) => text.includes('*'))
        .map((wildcard) => ({ owner, wildcard })),
    );
    expect(wildcards.length).toBeGreaterThan(10);
    const unknown = wildcards.filter(
      (found) =>
        !ALLOWED.some((entry) => entry.owner.test(found.owner) && entry.wildcard.test(found.wildcard)),
    );
    expect(unknown).toEqual([]);
  });

  const ofRole = (role: string) => all.filter(({ owner }) => owner.split('/')[1]?.startsWith(`${role}Role`));
  const actionsOf = (role: string) => new Set(ofRole(role).flatMap(({ actions }) => actions));

  test('nobody may scan, run PartiQL, shorten a lock or delete a version', () => {
    const actions = new Set(all.flatMap((grant) => grant.actions));
    for (const forbidden of [
      'dynamodb:Scan',
      'dynamodb:PartiQLSelect',
      'dynamodb:DeleteTable',
      's3:BypassGovernanceRetention',
      's3:DeleteObjectVersion',
      'iam:PassRole',
    ]) {
      expect(actions).not.toContain(forbidden);
    }
  });

  test('the authorizer reads who somebody is, debits buckets of requests, and nothing else', () => {
    const statements = synthesise(stage)
      .resources.filter(
        ({ stack, logicalId }) => stack === 'api' && logicalId.startsWith('AuthorizerFunctionRole'),
      )
      .flatMap(policyDocuments)
      .flatMap(({ Statement }) => Statement)
      .filter(({ Action }) => Action.some((action) => action.startsWith('dynamodb:')));
    expect(statements).toHaveLength(2);
    expect(statements[1]).toMatchObject({
      Effect: 'Allow',
      Action: ['dynamodb:UpdateItem'],
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RATE#*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    });
    expect(keys.rateBucket('any').pk).toBe('RATE#any');
    expect(statements[0]).toMatchObject({
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:Query'],
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['LOGIN#*', 'T#*#TENANT', 'T#jituan#ISSUERS'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    });
    // The table itself: no index, by which a tenant's findings could be listed.
    expect(asList(statements[0]?.Resource).map(asText)).toEqual([
      expect.stringMatching(/DataTable\w+(?!.*index)/),
    ]);
    expect(new Set(['LOGIN#*', 'T#*#TENANT', 'T#jituan#ISSUERS'])).toEqual(
      new Set([
        keys.login({ issuer: 'i', login: 'a' }).pk.replace(/#.*/, '#*'),
        keys.tenant('*').pk,
        keys.issuer('jituan', 'i').pk,
      ]),
    );
  });

  test('only the relay, the sweep and the gate task touch executions', () => {
    const owners = all
      .filter(({ actions }) => actions.some((action) => action.startsWith('states:')))
      .map(({ owner }) => owner.replace(/(RoleDefaultPolicy)?[0-9A-F]{8}$/, ''));
    expect(new Set(owners)).toEqual(
      new Set(['events/Relay', 'events/Sweep', 'workflow/CloseoutOpenGateCompletion']),
    );
    expect(actionsOf('Relay')).toContain('states:SendTaskSuccess');
  });

  test('rights over all tenants are those of the list, each with its reason, and no other role has one', () => {
    const found = new Map<string, Set<WideRight>>();
    for (const { owner, actions, keys } of all) {
      const [, name] =
        /^(?:api|events|workflow|web|data|observability|identity)\/(\w+?)RoleDefaultPolicy/.exec(owner) ?? [];
      for (const right of actions.flatMap((action) => wideRight(action, keys) ?? []))
        found.set(name ?? owner, (found.get(name ?? owner) ?? new Set()).add(right));
    }
    const listed = Object.entries(RIGHTS_OVER_ALL_TENANTS);
    expect(Object.fromEntries([...found].map(([name, rights]) => [name, [...rights].sort()]))).toEqual(
      Object.fromEntries(listed.map(([name, { rights }]) => [name, [...rights].sort()])),
    );
    for (const [name, { reason }] of listed) expect(reason.length, name).toBeGreaterThan(20);
  });

  test('no function with such a right answers requests of people', () => {
    const { resources } = synthesise(stage);
    const integrated = resources
      .filter(({ Type }) => Type === 'AWS::ApiGateway::Method')
      .flatMap(
        ({ Properties }) => JSON.stringify(Properties.Integration).match(/(?<=FnGetAtt)\w+?(?=Arn)/g) ?? [],
      );
    const functions = new Set(integrated.map((id) => id.replace(/[0-9A-F]{8}$/, '')));
    expect(functions.size).toBeGreaterThan(5);
    expect(Object.keys(RIGHTS_OVER_ALL_TENANTS).filter((name) => functions.has(name))).toEqual([]);
  });

  const touchesData = (actions: readonly string[]): boolean =>
    actions.some((action) => /^(dynamodb:(?!.*Stream|GetRecords|GetShardIterator)|s3:)/.test(action));
  const dataRoles = new Set(
    all
      .filter(({ actions }) => touchesData(actions))
      .map(({ owner }) => owner.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, '')),
  );

  test('only the tenant roles and components of all tenants reach data, no API function does', () => {
    const product = [...dataRoles].filter((owner) => /^(access|api|events|workflow)\//.test(owner));
    expect(product.filter((owner) => !owner.includes('NotificationsHandler')).sort()).toEqual([
      'access/Tenant',
      'access/TenantWorker',
      // The reasons of the following stand in infra/rights-over-all-tenants.ts.
      'api/AuthorizerFunction',
      'events/Projections',
      'events/Relay',
      'events/Sweep',
    ]);
  });

  test('only the authorizer and components of one tenant may open sessions', () => {
    const openers = all
      .filter(({ actions }) => actions.some((action) => action.startsWith('sts:')))
      .filter(({ owner }) => /Role/.test(owner))
      .map(({ owner }) => owner.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ''));
    expect(openers.sort()).toEqual([
      'api/AuthorizerFunction',
      'events/CheckVault',
      'events/DailyRun',
      'events/ExpireArchives',
      'events/PackFinding',
      'events/RunJob',
      'events/Seal',
      'events/SendMessage',
      'events/VerifyUpload',
      'workflow/BuildArchive',
      'workflow/OpenGate',
      'workflow/Provision',
    ]);
  });

  test('a person’s session never deletes files', () => {
    expect(actionsOf('Tenant')).toContain('s3:PutObject');
    expect(actionsOf('Tenant')).not.toContain('s3:DeleteObject');
  });
});
