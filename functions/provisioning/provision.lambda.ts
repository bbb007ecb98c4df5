import { log } from '@xuncha/http';
import { openTenantAccess } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { PROVISIONING_STEPS, type ProvisioningStep, runProvisioningStep } from './provisioning-steps.ts';

const { tableFor } = openTenantAccess('provisioning', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const hqTenant = setting('HQ_TENANT');

/** Task of the provisioning workflow: one step. Failures are thrown, and the workflow tries again. */
export const handler = async (payload: {
  readonly step: ProvisioningStep;
  readonly tenantId: string;
}): Promise<void> => {
  const { step, tenantId } = payload;
  if (!PROVISIONING_STEPS.includes(step)) throw new Error(`unknown provisioning step ${step}`);
  // HQ's register and chain change together with the tenant.
  const table = await tableFor({ tenantId, hqTenantId: hqTenant });
  await runProvisioningStep({ table, hqTenant, now }, { step, tenantId });
  log('info', 'provisioning_step_done', { step, tenantId });
};
