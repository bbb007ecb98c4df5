import type { AssemblyModel, BucketModel, TableModel } from '../assembly/model.ts';
import type { JsonObject } from '../json.ts';
import type { AuthorizationQuestion } from '../s3/s3-request.ts';
import type { CredentialStore, Principal } from '../sts/credentials.ts';
import { type Decision, decide, decideTrust } from './evaluate.ts';
import type { RoleModel } from './roles.ts';
import { tableActions } from './table-actions.ts';

type Tags = Readonly<Record<string, string>>;
/** Values of condition keys a request brings, by lower-case name. */
type Given = Readonly<Record<string, readonly string[]>>;

/** What a role is taken with. */
export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly tags: Tags;
}

/** Tag names and values as STS takes them: no `*`, `?`, `#` or `$`, which would mean something in a policy. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Reading and writing files under a key of the customer needs these, beside the right on the object. */
const KEY_ACTIONS: Readonly<Record<string, string>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:GetObjectVersion': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
};

/** ARN under which a session appears in messages, as in CloudTrail. */
export function sessionArn({ roleArn, sessionName }: Principal): string {
  const [, name = ''] = /([^/]+)$/.exec(roleArn) ?? [];
  const assumed = roleArn.replace(':iam:', ':sts:').replace(/:role\/.*$/, `:assumed-role/${name}`);
  return `${assumed}/${sessionName}`;
}

/** Decides requests on this machine by the roles of the assembly, as IAM does in AWS. */
export class AccessControl {
  readonly #model: AssemblyModel;
  readonly #roles: ReadonlyMap<string, RoleModel>;
  readonly #credentials: CredentialStore;
  readonly #arnPrefix: string;

  readonly #onDenied: (message: string) => void;

  /** @param onDenied told of every refusal, as CloudTrail keeps them */
  constructor(
    model: AssemblyModel,
    credentials: CredentialStore,
    onDenied: (message: string) => void = () => undefined,
  ) {
    this.#onDenied = onDenied;
    this.#model = model;
    this.#roles = new Map(model.roles.map((role) => [role.arn, role]));
    this.#credentials = credentials;
    const { partition, region, accountId } = model.environment;
    this.#arnPrefix = `arn:${partition}:dynamodb:${region}:${accountId}:table/`;
  }

  /** Says why a request to the table is refused; undefined lets it pass. */
  table(caller: Principal, operation: string, body: JsonObject): string | undefined {
    if (this.#credentials.isOperator(caller)) return undefined;
    const { tables } = this.#model;
    const actions = tableActions(operation, body, { tables, arnPrefix: this.#arnPrefix });
    for (const { action, resource, leadingKeys } of actions) {
      const context: Given = leadingKeys.length > 0 ? { 'dynamodb:leadingkeys': leadingKeys } : {};
      const denied =
        this.#denial(caller, action, resource, context) ?? this.#tableKeyDenial(caller, resource, tables);
      if (denied !== undefined) return this.#kept(caller, denied);
    }
    return undefined;
  }

  /** May this be done with a file? Its key must be open to the caller too. */
  files(caller: Principal, { action, bucket, key, prefix }: Omit<AuthorizationQuestion, 'caller'>): boolean {
    if (this.#credentials.isOperator(caller)) return true;
    const { buckets, environment } = this.#model;
    const known = buckets.find(({ name }) => name === bucket);
    const bucketArn = known?.arn ?? `arn:${environment.partition}:s3:::${bucket}`;
    const objectArn = key === undefined ? bucketArn : `${bucketArn}/${key}`;
    const context: Given = prefix === undefined ? {} : { 's3:prefix': [prefix] };
    const denied =
      this.#denial(caller, action, objectArn, context) ??
      (known && this.#fileKeyDenial(caller, action, known, objectArn));
    return this.#kept(caller, denied) === undefined;
  }

  /** Says why an operation of Step Functions is refused. A token does not say its machine: one allowed is enough. */
  states(caller: Principal, operation: string, body: JsonObject): string | undefined {
    if (this.#credentials.isOperator(caller)) return undefined;
    const named = [body.executionArn, body.stateMachineArn].find((arn) => typeof arn === 'string');
    const resources = named === undefined ? this.#model.stateMachines.map(({ arn }) => arn) : [String(named)];
    const denials = resources.map((resource) => this.#denial(caller, `states:${operation}`, resource, {}));
    if (denials.includes(undefined)) return undefined;
    return this.#kept(caller, denials[0] ?? 'No state machine is known.');
  }

  /** Says why a key may not be used. */
  keys(caller: Principal, operation: string, keyArn: string): string | undefined {
    if (this.#credentials.isOperator(caller)) return undefined;
    return this.#kept(caller, this.#denial(caller, `kms:${operation}`, keyArn, {}));
  }

  /** Says why a mail may not be sent from this address: the right is on the sender's domain. */
  mail(caller: Principal, from: string): string | undefined {
    if (this.#credentials.isOperator(caller)) return undefined;
    const { partition, region, accountId } = this.#model.environment;
    const domain = from.split('@').at(-1);
    const identity = `arn:${partition}:ses:${region}:${accountId}:identity/${domain}`;
    return this.#kept(caller, this.#denial(caller, 'ses:SendEmail', identity, {}));
  }

  /** Says why a role can't be taken: the caller's policies and the role's trust must both allow it, with its tags. */
  assumeRole(caller: Principal, { roleArn, tags }: AssumeRoleRequest): string | undefined {
    if (this.#credentials.isOperator(caller)) return undefined;
    const names = Object.keys(tags);
    const context: Given = {
      'aws:principalarn': [caller.roleArn],
      ...(names.length > 0 ? { 'aws:tagkeys': names } : {}),
      ...Object.fromEntries(
        Object.entries(tags).map(([name, value]) => [`aws:requesttag/${name.toLowerCase()}`, [value]]),
      ),
    };
    const role = this.#roles.get(roleArn);
    const root = caller.roleArn.replace(/:role\/.*$/, ':root');
    for (const action of ['sts:AssumeRole', ...(names.length > 0 ? ['sts:TagSession'] : [])]) {
      const denied = this.#denial(caller, action, roleArn, context);
      if (denied !== undefined) return this.#kept(caller, denied);
      const trusted = decideTrust(role?.trust ?? [], {
        action,
        callerArns: [caller.roleArn, root],
        context: contextOf(caller, context),
      });
      if (trusted !== 'allowed') {
        return this.#kept(caller, refusal(caller, action, roleArn, trusted));
      }
    }
    return undefined;
  }

  #tableKeyDenial(caller: Principal, resource: string, tables: readonly TableModel[]): string | undefined {
    const table = tables.find(({ arn }) => resource === arn || resource.startsWith(`${arn}/`));
    if (table?.keyArn === undefined) return undefined;
    return this.#denial(caller, 'kms:Decrypt', table.keyArn, {
      'kms:viaservice': [this.#service('dynamodb')],
      'kms:encryptioncontext:aws:dynamodb:tablename': [table.name],
    });
  }

  #fileKeyDenial(
    caller: Principal,
    action: string,
    bucket: BucketModel,
    objectArn: string,
  ): string | undefined {
    const keyAction = KEY_ACTIONS[action];
    if (bucket.key === undefined || keyAction === undefined) return undefined;
    return this.#denial(caller, keyAction, bucket.key.arn, {
      'kms:viaservice': [this.#service('s3')],
      // With a bucket key S3 encrypts under the bucket's name, whatever the object.
      'kms:encryptioncontext:aws:s3:arn': [bucket.key.perBucket ? bucket.arn : objectArn],
    });
  }

  #service(name: string): string {
    const { region, urlSuffix } = this.#model.environment;
    return `${name}.${region}.${urlSuffix}`;
  }

  #denial(caller: Principal, action: string, resource: string, given: Given): string | undefined {
    const statements = this.#roles.get(caller.roleArn)?.statements ?? [];
    const decision = decide(statements, { action, resource, context: contextOf(caller, given) });
    return decision === 'allowed' ? undefined : refusal(caller, action, resource, decision);
  }

  /** Keeps a refusal; what passes is given back unchanged. */
  #kept(caller: Principal, denied: string | undefined): string | undefined {
    if (denied !== undefined) this.#onDenied(`${denied} ${JSON.stringify(caller.tags)}`);
    return denied;
  }
}

function contextOf(caller: Principal, given: Given): Map<string, readonly string[]> {
  const context = new Map(Object.entries(given));
  for (const [name, value] of Object.entries(caller.tags)) {
    context.set(`aws:principaltag/${name.toLowerCase()}`, [value]);
  }
  context.set('aws:principalarn', [caller.roleArn]);
  return context;
}

/** In the words of AWS. */
function refusal(
  caller: Principal,
  action: string,
  resource: string,
  decision: Exclude<Decision, 'allowed'>,
): string {
  const why =
    decision === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${sessionArn(caller)} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** Tags STS takes: at most 50, each name once whatever its case, no character that means something in a policy. */
export function areTagsValid(tags: readonly (readonly [string, string])[]): boolean {
  const names = tags.map(([name]) => name.toLowerCase());
  return (
    tags.length <= 50 &&
    new Set(names).size === names.length &&
    tags.every(
      ([name, value]) =>
        name.length >= 1 &&
        name.length <= 128 &&
        value.length <= 256 &&
        TAG_TEXT.test(name) &&
        TAG_TEXT.test(value),
    )
  );
}
