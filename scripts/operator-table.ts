import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { openDataTable } from '@xuncha/local';

/** Options every command on the table has. */
export const TABLE_OPTIONS = {
  data: { type: 'string', default: '.local' },
  endpoint: { type: 'string' },
  table: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const TABLE_USAGE = `  --data <目录>     本机数据目录，默认 .local；系统正在运行时也可使用
  --table <表名>    AWS 上的表（使用当前 AWS 凭证），与 --data 二选一
  --endpoint <地址> DynamoDB 兼容服务的地址，与 --table 合用
  --region <区域>   AWS 区域`;

export interface OperatorTable {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** Where the table is, for people. */
  readonly where: string;
  /** Changes may be under way in it. */
  readonly running: boolean;
  close(): Promise<void>;
}

export interface TableChoice {
  readonly data: string;
  readonly endpoint?: string;
  readonly table?: string;
  readonly region?: string;
}

const onlyTable = async (client: DynamoDBClient): Promise<string> => {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const [name] = TableNames;
  if (!name) throw new Error('这里还没有数据表。');
  if (TableNames.length > 1) throw new Error(`这里有多张表，请用 --table 指明：${TableNames.join('、')}`);
  return name;
};

/** The table of a data directory, of the system running on it, or a table in AWS. */
export const openOperatorTable = async (choice: TableChoice): Promise<OperatorTable> => {
  const { data, endpoint, table, region } = choice;
  if (table || endpoint) {
    const client = new DynamoDBClient({ ...(endpoint ? { endpoint } : {}), ...(region ? { region } : {}) });
    const name = table ?? (await onlyTable(client));
    return { client, name, where: `表 ${name}`, running: true, close: async () => client.destroy() };
  }
  const opened = await openDataTable(data);
  const client = new DynamoDBClient({
    endpoint: opened.endpoint,
    region: opened.region,
    credentials: opened.credentials,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    await opened.close();
  };
  try {
    const name = await onlyTable(client);
    return { client, name, where: `数据目录 ${data}`, running: opened.running, close };
  } catch (error) {
    await close();
    throw error;
  }
};
