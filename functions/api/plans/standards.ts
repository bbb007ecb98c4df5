import { checkStandards } from '@xuncha/domain';
import { etagOf, type Handler, problemOf, stale } from '@xuncha/http';
import { newId, readStandards, type StoredStandards, standardsWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from '../tenants/tenant-decision.ts';

export const getStandards: Handler<'standards.get', ApiDeps> = async ({ scope }, { table }) => {
  const library = await readStandards(table, scope);
  const version = library?.version ?? 0;
  return {
    body: {
      version,
      core: [...(library?.core ?? [])],
      own: [...(library?.own ?? [])],
      changedAt: library?.changedAt,
      changedByName: library?.changedByName,
    },
    etag: etagOf(version),
  };
};

/** E02: a new version of the own entries. HQ's own are every unit's core: the change is handed to all of them. */
export const setStandards: Handler<'standards.set', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { tenantId } = call.scope;
    const head = await changeableHead(deps.table, tenantId);
    const before = await readStandards(deps.table, call.scope);
    const version = before?.version ?? 0;
    if (call.ifVersion !== version) throw stale(version);
    const own = call.body.entries.map(({ id, category, text }) => ({
      id: id ?? newId(Date.parse(call.at)),
      category,
      text,
    }));
    const checked = checkStandards(own);
    if (!checked.ok) throw problemOf(checked.error);
    const next: StoredStandards = {
      tenantId,
      version: version + 1,
      core: before?.core ?? [],
      own,
      changedAt: call.at,
      changedByName: call.actor.name,
      ...(tenantId === deps.hqTenant ? { shared: true } : {}),
    };
    return {
      changes: [
        {
          head,
          event: { type: 'tenant.standards_set', data: { version: next.version, entries: own.length } },
        },
      ],
      beside: [standardsWrite(next)],
      body: { version: next.version },
      etag: etagOf(next.version),
    };
  });
