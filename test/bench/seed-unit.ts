import { systemScope } from '@xuncha/domain';
import type { LocalCloud } from '@xuncha/local';
import { createDynamoClient, listDepartments, memberWrite, newId, type Table } from '@xuncha/store';
import { seedTenant } from '../cost/bulk-findings.ts';
import type { Place } from '../cost/typical-finding.ts';
import { openTenant, settleLogins } from '../engine/tenants.ts';

const NAME = '北河采油厂';

interface Unit {
  readonly tenantId: string;
  /** Account of the one person of its rectification office. */
  readonly login: string;
  readonly findings: number;
}

/** A unit with three departments, somebody to work in it, and so many findings, past the API: a bench needs them at once. */
export const seedUnit = async (
  { endpoints, region, credentials, model }: LocalCloud,
  table: Table,
  { tenantId, login, findings }: Unit,
): Promise<readonly Place[]> => {
  await openTenant(table, { tenantId, name: NAME, departments: ['财务部', '采购部', '工程部'] });
  await table.transact([
    memberWrite({
      tenantId,
      id: newId(),
      userId: login,
      login,
      name: '整改办甲',
      roles: ['rectification_office'],
      status: 'active',
    }),
  ]);
  await settleLogins(table, tenantId);
  const batchId = newId();
  const departments = await listDepartments(table, systemScope('provisioning', tenantId));
  const places = departments.map(
    ({ id, name }): Place => ({
      tenantId,
      batchId,
      departmentId: id,
      departmentName: name,
      handlerId: login,
    }),
  );
  const client = createDynamoClient({ endpoint: endpoints.dynamodb, region, credentials });
  await seedTenant({ client, name: model.tables[0]?.name ?? '' }, NAME, places, findings);
  client.destroy();
  return places;
};
