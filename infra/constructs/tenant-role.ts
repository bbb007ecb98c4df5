import { ArnFormat, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Effect, PolicyStatement, Role, SessionTagsPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ProductTable } from './product-table.ts';
import type { TenantBucket } from './tenant-bucket.ts';

/** Tags a session may carry: whose data, in which group, and whether restricted records are open to it. */
const SESSION_TAGS = ['tenantId', 'hqTenantId', 'restricted'] as const;

/** Value of the tag `restricted` that opens restricted records; no other value is accepted. */
const RESTRICTED_OPEN = 'yes';

/** A session's tag in a policy: IAM puts the value in when it decides a request. */
const tagOfSession = (tag: (typeof SESSION_TAGS)[number]): string => `\${aws:PrincipalTag/${tag}}`;

const OWN_KEYS = `T#${tagOfSession('tenantId')}#*`;
const HQ_KEYS = `T#${tagOfSession('hqTenantId')}#*`;
/** Restricted records have a key space of their own, in every tenant. */
const RESTRICTED_KEYS = 'T#*#RST#*';

const OWN_FOLDER = `t/${tagOfSession('tenantId')}`;
const RESTRICTED_FOLDER = 't/*/restricted';

/** What a person or component does with items. TransactWriteItems is decided by the actions of its parts. */
const ITEM_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:ConditionCheckItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
];

/** One request, or parts. ListMultipartUploadParts resumes an upload, AbortMultipartUpload gives it up. */
const UPLOAD_ACTIONS = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** Set retention and holds; `s3:BypassGovernanceRetention`, which could shorten them, is nobody's. */
const LOCK_ACTIONS = [
  's3:GetObjectRetention',
  's3:GetObjectLegalHold',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
];

/** A bucket, and the object actions a session has under its tenant's prefix. */
export interface TenantFiles {
  readonly bucket: TenantBucket;
  readonly read?: boolean;
  readonly write?: boolean;
  readonly remove?: boolean;
  readonly lock?: boolean;
}

export interface TenantRoleProps {
  readonly table: ProductTable;
  readonly files: readonly TenantFiles[];
  /** The group's headquarters: the only value `hqTenantId` may have. */
  readonly hqTenant: string;
  /** IAM path of the function roles that may take this role. */
  readonly callerPath: string;
}

/**
 * The role under which data of one tenant is touched. It is never used as it stands: a session must be tagged with
 * the tenant, and every right is bound to that tag: leading keys of items, prefixes of files, encryption context of
 * keys. A request the conditions can't be evaluated for (a Scan, PartiQL, a session without the tag) is refused.
 *
 * Who may take it is said twice: here by the path of the caller's role, and at the caller by a right on this role.
 * The path instead of an ARN lets functions live in stacks that depend on this one.
 */
export class TenantRole extends Role {
  /** Path under which the roles of permitted functions are created. */
  readonly callerPath: string;

  constructor(scope: Construct, id: string, props: TenantRoleProps) {
    super(scope, id, {
      description: 'Data of the one tenant a session is tagged with',
      assumedBy: trust(Stack.of(scope), props),
    });
    this.callerPath = props.callerPath;
    this.#allowItems(props.table);
    this.#allowFiles(props.files);
    this.#refuseRestricted(props);
  }

  #allowItems(table: ProductTable): void {
    const keysOf = (...patterns: string[]) => ({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
      // "For all values" holds for none at all too, and a Scan has none.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    // Two statements: in a session without `hqTenantId` the second can't be resolved and must not take the first along.
    const reaches: Record<string, Conditions> = {
      Own: keysOf(OWN_KEYS),
      // Headquarters alone opens nothing: a tenant must be named beside it.
      Group: { ...keysOf(OWN_KEYS, HQ_KEYS), StringLike: { 'aws:PrincipalTag/tenantId': '?*' } },
    };
    for (const [name, conditions] of Object.entries(reaches)) {
      this.#allow(`${name}Items`, ITEM_ACTIONS, [table.tableArn], conditions);
      this.#allow(`${name}Lists`, ['dynamodb:Query'], table.indexArns, conditions);
    }
    this.#allow('TableKey', table.keyActions, [table.keyArn], {
      StringLike: { 'kms:ViaService': this.#serviceHost('dynamodb') },
      StringEquals: { 'kms:EncryptionContext:aws:dynamodb:tableName': table.tableName },
    });
  }

  #allowFiles(files: readonly TenantFiles[]): void {
    for (const places of files) {
      const { bucket, read, write } = places;
      const name = bucket.node.id;
      this.#allow(`${name}Files`, actionsOn(places), [bucket.arnForObjects(`${OWN_FOLDER}/*`)]);
      // To tell a missing file from a forbidden one. A whole folder must be named: listing `t/<tenant>/` or
      // `t/<tenant>/r` would show names in the folder of restricted files.
      if (read) {
        this.#allow(`${name}Listing`, ['s3:ListBucket'], [bucket.bucketArn], {
          StringLike: { 's3:prefix': `${OWN_FOLDER}/*/*` },
        });
      }
      // Decrypt for writers too: S3 needs it to join the parts of an upload.
      this.#allow(`${name}Key`, ['kms:Decrypt', ...(write ? ['kms:GenerateDataKey'] : [])], [bucket.keyArn], {
        StringLike: {
          'kms:ViaService': this.#serviceHost('s3'),
          'kms:EncryptionContext:aws:s3:arn': bucket.arnForObjects(`${OWN_FOLDER}/*`),
        },
      });
    }
  }

  /** Restricted records and files, whatever another statement allows, now or later. */
  #refuseRestricted({ table, files }: TenantRoleProps): void {
    const notOpened = { 'aws:PrincipalTag/restricted': RESTRICTED_OPEN };
    this.#deny('RestrictedItems', ITEM_ACTIONS, [table.tableArn, ...table.indexArns], {
      'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': RESTRICTED_KEYS },
      StringNotEquals: notOpened,
    });
    this.#deny(
      'RestrictedFiles',
      [...new Set(files.flatMap(actionsOn))],
      files.map(({ bucket }) => bucket.arnForObjects(`${RESTRICTED_FOLDER}/*`)),
      { StringNotEquals: notOpened },
    );
    this.#deny(
      'RestrictedListings',
      ['s3:ListBucket'],
      files.filter(({ read }) => read).map(({ bucket }) => bucket.bucketArn),
      { StringLike: { 's3:prefix': `${RESTRICTED_FOLDER}/*` }, StringNotEquals: notOpened },
    );
  }

  #allow(sid: string, actions: string[], resources: string[], conditions: Conditions = {}): void {
    this.#state(Effect.ALLOW, sid, actions, resources, conditions);
  }

  #deny(sid: string, actions: string[], resources: string[], conditions: Conditions): void {
    this.#state(Effect.DENY, sid, actions, resources, conditions);
  }

  #state(effect: Effect, sid: string, actions: string[], resources: string[], conditions: Conditions): void {
    this.addToPolicy(new PolicyStatement({ effect, sid, actions, resources, conditions }));
  }

  /** Name under which a service uses a key on behalf of the caller; `.cn` may follow it in China. */
  #serviceHost(service: string): string {
    return `${service}.${Stack.of(this).region}.amazonaws.com*`;
  }
}

function actionsOn({ read, write, remove, lock }: TenantFiles): string[] {
  return [
    ...(read ? ['s3:GetObject'] : []),
    ...(write ? UPLOAD_ACTIONS : []),
    ...(remove ? ['s3:DeleteObject'] : []),
    ...(lock ? LOCK_ACTIONS : []),
  ];
}

type Conditions = Record<string, Record<string, string | string[]>>;

function trust(stack: Stack, { callerPath, hqTenant }: TenantRoleProps): SessionTagsPrincipal {
  const callers = stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    resourceName: `${callerPath.slice(1)}*`,
  });
  return new SessionTagsPrincipal(
    new AccountPrincipal(stack.account).withConditions({
      ArnLike: { 'aws:PrincipalArn': callers },
      // At least one character: the tag must be there and say something.
      StringLike: { 'aws:RequestTag/tenantId': '?*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': [...SESSION_TAGS] },
      StringEqualsIfExists: {
        'aws:RequestTag/hqTenantId': hqTenant,
        'aws:RequestTag/restricted': RESTRICTED_OPEN,
      },
    }),
  );
}
