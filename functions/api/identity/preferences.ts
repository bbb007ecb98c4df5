import { type Handler, HttpProblem } from '@xuncha/http';
import { readPreferences, savePreferences } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** How I am told of what waits for me. */
export const getPreferences: Handler<'preferences.get', ApiDeps> = async ({ principal }, { table }) => ({
  body: await readPreferences(table, principal.tenantId, principal.userId),
});

/** The person's own choice: the last one stands. A daily digest needs an address; what is overdue can't be refused. */
export const setPreferences: Handler<'preferences.set', ApiDeps> = async ({ principal, body }, { table }) => {
  const { email, digest } = body;
  if (digest && !email)
    throw new HttpProblem(422, 'email_missing', '请填写接收每日汇总的邮箱，或关闭每日汇总。', {
      field: 'email',
    });
  await savePreferences(table, principal.tenantId, principal.userId, { email, digest });
  return { body: { email, digest } };
};
