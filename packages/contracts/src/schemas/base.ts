import { ACTIONS, FINDING_STATES, GATES, ROLE_NAMES, TENANT_CODE, TERM_CLASSES } from '@xuncha/domain';
import * as z from 'zod';

/** Lower-case ULID: 26 characters of Crockford's base 32, so that no key delimiter can occur in an id. */
export const Id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/, '编号格式不正确');
export const TenantId = z.string().regex(TENANT_CODE, '单位代码应为 2 至 20 位小写字母或数字，以字母开头');
export const CalendarDate = z.iso.date('日期格式应为 YYYY-MM-DD');
export const Instant = z.iso.datetime();
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 应为 64 位十六进制');
/** Opaque; answered by the server as `next` and sent back unchanged. */
export const Cursor = z.string().max(2000);
export const line = (max: number) => z.string().trim().min(1, '请填写').max(max, `最多 ${max} 个字`);
export const text = (max: number) => z.string().trim().min(1, '请填写').max(max, `最多 ${max} 个字`);

export const Role = z.enum(ROLE_NAMES as [(typeof ROLE_NAMES)[number], ...(typeof ROLE_NAMES)[number][]]);
export const ActionName = z.enum(ACTIONS as [(typeof ACTIONS)[number], ...(typeof ACTIONS)[number][]]);
export const FindingState = z.enum(FINDING_STATES);
export const TermClass = z.enum(TERM_CLASSES);
export const Gate = z.enum(GATES);

/** RFC 9457 problem; `code` is stable, `title` and `detail` are Chinese and say what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  field: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  details: z.unknown().optional(),
  traceId: z.string().optional(),
});

/** A page of a list: `next` is there while more may follow. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: Cursor.optional() });
export const PageQuery = z.object({
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
