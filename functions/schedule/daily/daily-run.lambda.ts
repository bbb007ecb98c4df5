import { openTenantAccess } from '@xuncha/store';
import { now } from '../../clock.ts';
import { setting } from '../../environment.ts';
import { createDailyRun } from './daily-run.ts';
import { DAILY_STEPS } from './daily-steps.ts';

const access = openTenantAccess('daily', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const hqTenant = setting('HQ_TENANT');

export const handler = createDailyRun({
  tableOf: (tenantId) => access.tableFor({ tenantId, hqTenantId: hqTenant }),
  hqTenant,
  now,
  steps: DAILY_STEPS,
});
