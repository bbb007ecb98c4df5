import { checkRuleSet } from '@xuncha/domain';
import { etagOf, type Handler, problemOf, stale } from '@xuncha/http';
import { limitRuleSetWrite, listLimitRuleSets, type StoredLimitRuleSet } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from '../tenants/tenant-decision.ts';

/** A new version of the limit rules (H04). What runs keeps its dates; `findings.moveLimits` moves it explicitly. */
export const setLimitRules: Handler<'limits.set', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const head = await changeableHead(deps.table, call.scope.tenantId);
    const ruleSets = await listLimitRuleSets(deps.table, call.scope);
    const version = ruleSets.at(-1)?.version ?? 0;
    if (call.ifVersion !== version) throw stale(version);
    const next: StoredLimitRuleSet = {
      ...call.body,
      version: version + 1,
      decidedAt: call.at,
      decidedByName: call.actor.name,
    };
    const checked = checkRuleSet(next, call.today);
    if (!checked.ok) throw problemOf(checked.error);
    return {
      changes: [
        { head, event: { type: 'tenant.limits_set', data: { ...call.body, version: next.version } } },
      ],
      beside: [limitRuleSetWrite(call.scope.tenantId, next)],
      status: 201,
      body: { version: next.version },
      etag: etagOf(next.version),
    };
  });
