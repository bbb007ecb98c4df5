import { SFNClient } from '@aws-sdk/client-sfn';
import { openTenantAccess } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { openWorkflow } from '../workflow.ts';
import { createOpenGate, type GateTask } from './open-gate.ts';

const { tableFor } = openTenantAccess('closeout', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const workflow = openWorkflow(new SFNClient({}));

export const handler = async (task: GateTask): Promise<void> =>
  createOpenGate({ table: await tableFor({ tenantId: task.tenantId }), workflow, now })(task);
