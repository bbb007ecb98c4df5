import type { StageAccess } from '../infra/tenant-roles.ts';

/** Tags of a session. */
export type Tags = Readonly<Record<string, string>>;

/** One action on one resource, and whether it must be allowed. */
export interface Cell {
  readonly name: string;
  readonly tags: Tags;
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys the request brings, under their names in AWS. */
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly allowed: boolean;
}

export type RoleName = 'TenantRole' | 'TenantWorkerRole';

const HQ = 'jituan';
/** `ab` begins with the other tenant's name, `a` is the session's own. */
const SESSIONS: readonly Tags[] = [
  { tenantId: 'a' },
  { tenantId: 'a', hqTenantId: HQ },
  { tenantId: 'a', restricted: 'yes' },
  { tenantId: 'a', hqTenantId: HQ, restricted: 'yes' },
  { tenantId: 'a', restricted: 'no' },
  { tenantId: 'ab' },
  {},
  { hqTenantId: HQ },
  { restricted: 'yes' },
];

const ITEM_ACTIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'ConditionCheckItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
];
/** Never anybody's who serves a tenant. */
const OTHER_ITEM_ACTIONS = [
  'BatchWriteItem',
  'Scan',
  'PartiQLSelect',
  'PartiQLInsert',
  'PartiQLUpdate',
  'PartiQLDelete',
];
const TABLE_ACTIONS = [
  'DescribeTable',
  'DeleteTable',
  'UpdateTable',
  'UpdateTimeToLive',
  'ExportTableToPointInTime',
];

/** Partition keys a request touches together: one, or the parts of a batch or transaction. */
const KEY_SETS: readonly (readonly string[])[] = [
  ['T#a#FND#1'],
  ['T#a#FND#1', 'T#a#TENANT'],
  ['T#b#FND#1'],
  ['T#ab#FND#1'],
  ['T#a'],
  ['T#*#FND#1'],
  ['LOGIN#x'],
  [`T#${HQ}#ROLLUP`],
  [`T#${HQ}x#ROLLUP`],
  ['T#a#FND#1', `T#${HQ}#TENANTS`],
  ['T#a#FND#1', 'T#b#FND#1'],
  ['T#a#FND#1', 'T#ab#FND#1'],
  ['T#b#FND#1', 'T#ab#FND#1'],
  ['T#a#RST#1'],
  ['T#a#FND#1', 'T#a#RST#1'],
  ['T#b#RST#1'],
  [`T#${HQ}#RST#1`],
  [],
];

const OBJECT_ACTIONS = [
  'GetObject',
  'GetObjectVersion',
  'PutObject',
  'AbortMultipartUpload',
  'ListMultipartUploadParts',
  'DeleteObject',
  'DeleteObjectVersion',
  'GetObjectRetention',
  'PutObjectRetention',
  'GetObjectLegalHold',
  'PutObjectLegalHold',
  'BypassGovernanceRetention',
];
const UPLOAD = ['PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'];
const LOCK = ['GetObjectRetention', 'PutObjectRetention', 'GetObjectLegalHold', 'PutObjectLegalHold'];

/** What each role does with the files of its tenant, per bucket. */
const FILES: Readonly<Record<RoleName, Readonly<Record<string, readonly string[]>>>> = {
  TenantRole: { Intake: UPLOAD, Vault: ['GetObject'], Archive: ['GetObject'] },
  TenantWorkerRole: {
    Intake: ['GetObject', ...UPLOAD, 'DeleteObject'],
    Vault: ['GetObject', ...UPLOAD, ...LOCK],
    // Parts of an export that was given up are thrown away.
    Archive: ['GetObject', ...UPLOAD, 'DeleteObject'],
  },
};

const KEYS = ['t/a/v/1', 't/b/v/1', 't/ab/v/1', 't/a', 'x/a/v/1', 't/a/restricted/1', 't/b/restricted/1', ''];
const PREFIXES = [
  't/a/v/1',
  't/a/v/',
  't/a/',
  't/a',
  't/a/r',
  't/',
  '',
  't/b/v/',
  't/ab/v/',
  't/a/restricted/',
  't/b/restricted/',
];

const KEY_ACTIONS = [
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'ScheduleKeyDeletion',
];
const TABLE_KEY_ACTIONS = KEY_ACTIONS.slice(0, 6);

/** Everything that is asked of a role: sessions × actions × places, each with the answer the product needs. */
export function policyMatrix(role: RoleName, access: StageAccess): Cell[] {
  const matrix = new Matrix(role, access);
  return SESSIONS.flatMap((tags) => [...matrix.items(tags), ...matrix.files(tags), ...matrix.keys(tags)]);
}

class Matrix {
  readonly #role: RoleName;
  readonly #access: StageAccess;

  constructor(role: RoleName, access: StageAccess) {
    this.#role = role;
    this.#access = access;
  }

  items(tags: Tags): Cell[] {
    const [table] = this.#access.tables;
    if (!table) throw new Error('the stage has no table');
    const places = [
      { arn: table.arn, actions: ITEM_ACTIONS },
      ...table.indexes.map(({ name }) => ({ arn: `${table.arn}/index/${name}`, actions: ['Query'] })),
      { arn: `${table.arn}/index/later`, actions: [] },
      { arn: `${table.arn}2`, actions: [] },
    ];
    return places.flatMap(({ arn, actions }) => [
      ...[...ITEM_ACTIONS, ...OTHER_ITEM_ACTIONS].flatMap((action) =>
        KEY_SETS.map((keys) =>
          cell(tags, `dynamodb:${action}`, arn, keys.length > 0 ? { 'dynamodb:LeadingKeys': keys } : {}, {
            allowed: actions.includes(action) && keys.length > 0 && keys.every((key) => mayTouch(tags, key)),
          }),
        ),
      ),
      ...TABLE_ACTIONS.map((action) => cell(tags, `dynamodb:${action}`, arn, {}, { allowed: false })),
    ]);
  }

  files(tags: Tags): Cell[] {
    return this.#buckets().flatMap(({ arn, name }) => {
      const done = FILES[this.#role][name] ?? [];
      const lists = (prefix: string): boolean =>
        done.includes('GetObject') && isOwnFile(tags, prefix, 2) && isOpenFile(tags, prefix);
      return [
        ...OBJECT_ACTIONS.flatMap((action) =>
          KEYS.map((key) =>
            cell(
              tags,
              `s3:${action}`,
              `${arn}/${key}`,
              {},
              {
                allowed: done.includes(action) && isOwnFile(tags, key, 1) && isOpenFile(tags, key),
              },
            ),
          ),
        ),
        ...PREFIXES.map((prefix) =>
          cell(tags, 's3:ListBucket', arn, { 's3:prefix': [prefix] }, { allowed: lists(prefix) }),
        ),
        cell(tags, 's3:ListBucket', arn, {}, { allowed: false }),
        cell(tags, 's3:ListBucketVersions', arn, { 's3:prefix': ['t/a/v/'] }, { allowed: false }),
      ];
    });
  }

  keys(tags: Tags): Cell[] {
    const [table] = this.#access.tables;
    const { region, urlSuffix } = this.#access.environment;
    if (!table?.keyArn) throw new Error('the table has no key of its own');
    const service = (name: string): string => `${name}.${region}.${urlSuffix}`;
    const cells: Cell[] = [];
    const ask = (
      keyArn: string,
      via: string,
      context: Record<string, string>,
      allowed: readonly string[],
    ): void => {
      for (const action of KEY_ACTIONS) {
        const given = Object.fromEntries(
          Object.entries({ ...(via ? { 'kms:ViaService': via } : {}), ...context }).map(([name, value]) => [
            name,
            [value],
          ]),
        );
        cells.push(cell(tags, `kms:${action}`, keyArn, given, { allowed: allowed.includes(action) }));
      }
    };
    const ofTable = (name: string) => ({ 'kms:EncryptionContext:aws:dynamodb:tableName': name });
    ask(table.keyArn, service('dynamodb'), ofTable(table.name), TABLE_KEY_ACTIONS);
    ask(table.keyArn, service('dynamodb'), ofTable('another'), []);
    ask(table.keyArn, service('s3'), ofTable(table.name), []);
    ask(table.keyArn, '', ofTable(table.name), []);
    ask(`${table.keyArn}2`, service('dynamodb'), ofTable(table.name), []);
    for (const { arn, name, keyArn } of this.#buckets()) {
      const done = FILES[this.#role][name] ?? [];
      const uses =
        done.length === 0 ? [] : ['Decrypt', ...(done.includes('PutObject') ? ['GenerateDataKey'] : [])];
      for (const key of ['t/a/v/1', 't/b/v/1', 't/ab/v/1']) {
        const context = { 'kms:EncryptionContext:aws:s3:arn': `${arn}/${key}` };
        ask(keyArn, service('s3'), context, isOwnFile(tags, key, 1) ? uses : []);
        ask(keyArn, service('dynamodb'), context, []);
        ask(keyArn, '', context, []);
        ask(`${keyArn}2`, service('s3'), context, []);
      }
      ask(keyArn, service('s3'), { 'kms:EncryptionContext:aws:s3:arn': arn }, []);
    }
    return cells;
  }

  /** The three buckets of tenants, and one that is somebody else's. */
  #buckets(): { readonly arn: string; readonly name: string; readonly keyArn: string }[] {
    const ours = this.#access.buckets.flatMap(({ arn, logicalId, key }) => {
      const [, name] = /^(Intake|Vault|Archive)Bucket/.exec(logicalId) ?? [];
      return name && key ? [{ arn, name, keyArn: key.arn }] : [];
    });
    const [first] = ours;
    if (ours.length !== 3 || !first) throw new Error('the stage has other buckets than expected');
    return [...ours, { arn: `${first.arn}2`, name: 'Foreign', keyArn: first.keyArn }];
  }
}

function cell(
  tags: Tags,
  action: string,
  resource: string,
  given: Cell['given'],
  { allowed }: { readonly allowed: boolean },
): Cell {
  const name = `${JSON.stringify(tags)} ${action} ${resource} ${JSON.stringify(given)}`;
  return { name, tags, action, resource, given, allowed };
}

/** The rule in plain words: own tenant or the group beside it, restricted records only when opened. */
function mayTouch(tags: Tags, key: string): boolean {
  const [space, tenant, kind] = key.split('#');
  if (space !== 'T' || kind === undefined || tenant === undefined) return false;
  const own = tags.tenantId !== undefined && [tags.tenantId, tags.hqTenantId].includes(tenant);
  return own && (kind !== 'RST' || tags.restricted === 'yes');
}

/** Under the tenant's folder, at least so many levels deep. */
function isOwnFile(tags: Tags, key: string, levels: number): boolean {
  const [root, tenant, ...rest] = key.split('/');
  return root === 't' && tags.tenantId !== undefined && tenant === tags.tenantId && rest.length >= levels;
}

function isOpenFile(tags: Tags, key: string): boolean {
  return key.split('/')[2] !== 'restricted' || tags.restricted === 'yes';
}
