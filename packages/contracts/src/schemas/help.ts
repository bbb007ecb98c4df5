import { HELP_KINDS, HELP_STATUSES, HELP_TARGETS } from '@xuncha/domain';
import * as z from 'zod';
import { Id, Instant, text } from './base.ts';
import { MatterEvent, MatterFileItem, MatterSummary } from './matters.ts';

export const HelpItem = MatterSummary.extend({
  kind: z.enum(HELP_KINDS),
  status: z.enum(HELP_STATUSES),
  target: z.object({ kind: z.enum(HELP_TARGETS), departmentId: z.string().optional(), name: z.string() }),
  replies: z.int(),
});
export const HelpDetail = z.object({
  help: HelpItem.extend({
    question: z.string(),
    replyList: z.array(
      z.object({
        no: z.int(),
        text: z.string(),
        byName: z.string(),
        at: Instant,
        askedOn: z.object({ reason: z.string(), at: Instant }).optional(),
      }),
    ),
    ended: z.object({ reason: z.string(), byName: z.string(), at: Instant }).optional(),
  }),
  files: z.array(MatterFileItem),
  trail: z.array(MatterEvent),
  /** Operations this person may carry out now. */
  possible: z.array(z.string()),
});
export const HelpInput = z.object({
  /** 协调事项，或提请对口职能部门指导。 */
  kind: z.enum(HELP_KINDS).optional(),
  target: z.enum(HELP_TARGETS),
  /** 请求本单位其他部门协调时填写。 */
  departmentId: Id.optional(),
  question: text(2000),
});
export const HelpReplyInput = z.object({ text: text(4000) });
export const HelpSettlement = z.object({ outcome: z.enum(['settled', 'again']), reason: text(1000) });
