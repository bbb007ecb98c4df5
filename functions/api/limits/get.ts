import { etagOf, type Handler } from '@xuncha/http';
import { listLimitRuleSets } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { rulesView } from './rules-view.ts';

export const getLimitRules: Handler<'limits.get', ApiDeps> = async ({ scope, today }, { table }) => {
  const body = rulesView(await listLimitRuleSets(table, scope), today);
  return { body, etag: etagOf(body.version) };
};
