import type { LocalCloud } from '@xuncha/local';
import { createDynamoClient, openTable, type Table } from '@xuncha/store';

/** The HQ tenant the functions were deployed for. */
export const hqTenantOf = (cloud: LocalCloud): string => {
  const code = cloud.model.functions.map(({ environment }) => environment.HQ_TENANT).find(Boolean);
  if (!code) throw new Error('no function of the assembly names the HQ tenant');
  return code;
};

/** Works in the table itself, as an operator does it: past the API, where nobody can sign in yet. */
export const inTable = async <T>(cloud: LocalCloud, work: (table: Table) => Promise<T>): Promise<T> => {
  const [model] = cloud.model.tables;
  if (!model) throw new Error('the assembly has no table');
  const { endpoints, region, credentials } = cloud;
  const client = createDynamoClient({ endpoint: endpoints.dynamodb, region, credentials });
  try {
    return await work(openTable(client, model.name));
  } finally {
    client.destroy();
  }
};
