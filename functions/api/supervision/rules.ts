import {
  checkSupervision,
  DEFAULT_SUPERVISION,
  type SupervisionSettings,
  supervisionFormula,
  supervisionOf,
} from '@xuncha/domain';
import { type Handler, notFound, problemOf } from '@xuncha/http';
import { readTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from '../tenants/tenant-decision.ts';

const rulesView = (settings: SupervisionSettings) => ({
  settings,
  usual: DEFAULT_SUPERVISION,
  formula: [...supervisionFormula(settings)],
});

export const getSupervision: Handler<'supervision.get', ApiDeps> = async ({ scope }, { table }) => {
  const head = await readTenant(table, scope.tenantId);
  if (!head) throw notFound();
  return { body: rulesView(supervisionOf(head.supervision)) };
};

/** Thresholds from now on; orders that stand keep the figures they were raised by. */
export const setSupervision: Handler<'supervision.set', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const checked = checkSupervision(call.body);
    if (!checked.ok) throw problemOf(checked.error);
    const head = await changeableHead(deps.table, call.scope.tenantId);
    return {
      changes: [
        {
          head,
          next: { supervision: call.body },
          event: {
            type: 'tenant.supervision_set',
            data: { before: supervisionOf(head.supervision), supervision: call.body },
          },
        },
      ],
      body: rulesView(call.body),
    };
  });
