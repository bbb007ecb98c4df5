import type { TableModel } from '../assembly/model.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

/** What IAM is asked about one part of a DynamoDB request. */
export interface TableAction {
  readonly action: string;
  /** ARN of the table or index. */
  readonly resource: string;
  /** Partition keys touched; none where the request does not say them, as a Scan. */
  readonly leadingKeys: readonly string[];
}

/** Where tables of a request are found. */
export interface TableDirectory {
  readonly tables: readonly TableModel[];
  /** `arn:<partition>:dynamodb:<region>:<account>:table/`, for a table nobody declared. */
  readonly arnPrefix: string;
}

const PARTIQL: Readonly<Record<string, string>> = {
  SELECT: 'dynamodb:PartiQLSelect',
  INSERT: 'dynamodb:PartiQLInsert',
  UPDATE: 'dynamodb:PartiQLUpdate',
  DELETE: 'dynamodb:PartiQLDelete',
};

/**
 * The actions a request needs, with the partition keys they touch. A transaction needs the action of each of its
 * parts; a batch its own, once per table. Whatever can't be derived has no leading key, and no tenant's policy
 * allows that.
 */
export function tableActions(operation: string, body: JsonObject, directory: TableDirectory): TableAction[] {
  const named = new TableRequest(directory);
  switch (operation) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [named.onItem(operation, body, body.Key)];
    case 'PutItem':
      return [named.onItem(operation, body, body.Item)];
    case 'Query':
      return [named.query(body)];
    case 'Scan':
      return [named.scan(body)];
    case 'BatchGetItem':
      return named.batch(operation, body.RequestItems, (entry) =>
        isObject(entry) ? listOf(entry.Keys) : [],
      );
    case 'BatchWriteItem':
      return named.batch(operation, body.RequestItems, (entry) => listOf(entry).map(keyOfWrite));
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return named.transaction(body.TransactItems);
    case 'ExecuteStatement':
      return [named.statement(body)];
    case 'BatchExecuteStatement':
      return listOf(body.Statements).map((entry) => named.statement(isObject(entry) ? entry : {}));
    case 'ExecuteTransaction':
      return listOf(body.TransactStatements).map((entry) => named.statement(isObject(entry) ? entry : {}));
    default:
      return [named.other(operation, body)];
  }
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

function keyOfWrite(entry: Json): Json | undefined {
  if (!isObject(entry)) return undefined;
  if (isObject(entry.PutRequest)) return entry.PutRequest.Item;
  return isObject(entry.DeleteRequest) ? entry.DeleteRequest.Key : undefined;
}

class TableRequest {
  readonly #directory: TableDirectory;

  constructor(directory: TableDirectory) {
    this.#directory = directory;
  }

  onItem(operation: string, request: JsonObject, item: Json | undefined): TableAction {
    return this.#onKeys(operation, request.TableName, [item]);
  }

  batch(
    operation: string,
    requests: Json | undefined,
    keysOf: (entry: Json) => (Json | undefined)[],
  ): TableAction[] {
    const entries = isObject(requests) ? Object.entries(requests) : [];
    return entries.map(([table, entry]) => this.#onKeys(operation, table, keysOf(entry)));
  }

  transaction(parts: Json | undefined): TableAction[] {
    return listOf(parts).map((part) => {
      const [kind = '', request] = (isObject(part) ? Object.entries(part)[0] : undefined) ?? [];
      const inner = isObject(request) ? request : {};
      const operation = kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`;
      return this.onItem(operation, inner, kind === 'Put' ? inner.Item : inner.Key);
    });
  }

  query(request: JsonObject): TableAction {
    const table = this.#find(request.TableName);
    const index = table?.indexes.find(({ name }) => name === request.IndexName);
    const partition = (index ?? table)?.keys.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
    const key = partition === undefined ? undefined : queriedKey(request, partition);
    return {
      action: 'dynamodb:Query',
      resource: this.#resource(request),
      leadingKeys: key === undefined ? [] : [key],
    };
  }

  scan(request: JsonObject): TableAction {
    return { action: 'dynamodb:Scan', resource: this.#resource(request), leadingKeys: [] };
  }

  /** PartiQL names its table in the statement; keys are not read out of it, so it touches any. */
  statement({ Statement }: JsonObject): TableAction {
    const text = typeof Statement === 'string' ? Statement : '';
    const [, verb = ''] = /^\s*([A-Za-z]+)/.exec(text) ?? [];
    const [, table = ''] = /\b(?:FROM|INTO|UPDATE)\s+"?([\w.-]+)/i.exec(text) ?? [];
    return {
      action: PARTIQL[verb.toUpperCase()] ?? 'dynamodb:PartiQLSelect',
      resource: this.#arn(table),
      leadingKeys: [],
    };
  }

  other(operation: string, request: JsonObject): TableAction {
    const { TableName, StreamArn, ResourceArn } = request;
    const arn = [StreamArn, ResourceArn].find((value) => typeof value === 'string');
    const resource = arn ?? (typeof TableName === 'string' ? this.#arn(TableName) : '*');
    return { action: `dynamodb:${operation}`, resource: String(resource), leadingKeys: [] };
  }

  #onKeys(operation: string, tableName: Json | undefined, items: (Json | undefined)[]): TableAction {
    const partition = this.#find(tableName)?.keys.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
    const keys = items.map((item) =>
      partition !== undefined && isObject(item) ? scalar(item[partition]) : undefined,
    );
    const known = keys.filter((key) => key !== undefined);
    // One part without a readable key: as if none were, so that it can't hide behind the others.
    const leadingKeys = known.length === keys.length ? [...new Set(known)] : [];
    return { action: `dynamodb:${operation}`, resource: this.#arn(tableName), leadingKeys };
  }

  #resource({ TableName, IndexName }: JsonObject): string {
    const table = this.#arn(TableName);
    return typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table;
  }

  #find(name: Json | undefined): TableModel | undefined {
    return this.#directory.tables.find((table) => table.name === name || table.arn === name);
  }

  #arn(name: Json | undefined): string {
    const text = typeof name === 'string' ? name : '';
    return this.#find(text)?.arn ?? (text.startsWith('arn:') ? text : this.#directory.arnPrefix + text);
  }
}

/** The text of a key attribute; keys are strings, numbers or binary. */
function scalar(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const [only, ...others] = Object.entries(value);
  if (!only || others.length > 0) return undefined;
  const [type, text] = only;
  return ['S', 'N', 'B'].includes(type) && typeof text === 'string' ? text : undefined;
}

/**
 * The value a Query demands of the partition key. DynamoDB takes exactly one equality on it, joined by AND; anything
 * else (also the older `KeyConditions`) is not read, and so not allowed to a tenant.
 */
function queriedKey(request: JsonObject, partition: string): string | undefined {
  if (request.KeyConditions !== undefined || typeof request.KeyConditionExpression !== 'string')
    return undefined;
  const names = isObject(request.ExpressionAttributeNames) ? request.ExpressionAttributeNames : {};
  const values = isObject(request.ExpressionAttributeValues) ? request.ExpressionAttributeValues : {};
  const found = request.KeyConditionExpression.split(/\band\b/i).flatMap((part) => {
    const [, left = '', right = ''] = /^[\s(]*([#\w.-]+)\s*=\s*(:[\w.-]+)[\s)]*$/.exec(part) ?? [];
    const attribute = left.startsWith('#') ? names[left] : left;
    return attribute === partition ? [scalar(values[right])] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
