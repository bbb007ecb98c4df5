import { log } from '@xuncha/http';
import { createDynamoClient, openTable } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { PROVISIONING_STEPS, type ProvisioningStep, runProvisioningStep } from './provisioning-steps.ts';

const deps = {
  table: openTable(createDynamoClient(), setting('TABLE_NAME')),
  hqTenant: setting('HQ_TENANT'),
  now,
};

/** Task of the provisioning workflow: one step. Failures are thrown, and the workflow tries again. */
export const handler = async (payload: {
  readonly step: ProvisioningStep;
  readonly tenantId: string;
}): Promise<void> => {
  const { step, tenantId } = payload;
  if (!PROVISIONING_STEPS.includes(step)) throw new Error(`unknown provisioning step ${step}`);
  await runProvisioningStep(deps, { step, tenantId });
  log('info', 'provisioning_step_done', { step, tenantId });
};
