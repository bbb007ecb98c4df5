import { ALERT_LEVELS, BOARD_GATES, BOARD_GOALS, GATE_STATUSES } from '@xuncha/domain';
import * as z from 'zod';
import { CalendarDate, Id, TenantId } from './base.ts';
import { Funnel, Share } from './duties.ts';

const GateCell = z.object({
  gate: z.enum(BOARD_GATES),
  status: z.enum(GATE_STATUSES),
  done: z.int(),
  total: z.int(),
  late: z.int(),
});
const BatchName = z.object({ id: Id, title: z.string(), feedbackDate: CalendarDate.optional() });
const MatterCount = z.object({ total: z.int(), open: z.int() });
const ByDomain = z.array(z.object({ domain: z.string(), total: z.int(), open: z.int(), late: z.int() }));

export const BoardQuery = z.object({
  /** The newest published one where absent. */
  batchId: Id.optional(),
});
/** `board`: of a unit, as of now, absent before anything is published · `units`: HQ's own, as the last daily run left it. */
export const Board = z.object({
  batches: z.array(BatchName),
  board: z
    .object({
      batchId: Id,
      asOf: CalendarDate,
      gates: z.array(GateCell),
      planId: Id.optional(),
      goals: z.array(z.object({ goal: z.enum(BOARD_GOALS), share: Share })),
      registers: z.object({
        systemic: z.object({
          rules: z.int(),
          findings: z.array(z.object({ id: Id, no: z.string(), title: z.string(), rules: z.int() })),
        }),
        advisory: z.object({ total: z.int(), replied: z.int(), open: z.int() }),
        accountability: z.record(z.string(), z.int()).optional(),
        warning: z.object({
          alerts: z.record(z.enum(ALERT_LEVELS), z.int()),
          orders: MatterCount,
          talks: MatterCount.optional(),
        }),
        assessment: z.object({ onTime: Share, closed: Share }),
      }),
      funnel: Funnel,
    })
    .optional(),
  units: z
    .array(
      z.object({
        tenantId: TenantId,
        tenantName: z.string(),
        asOf: CalendarDate,
        gates: z.array(GateCell),
        /** Findings by colour of their alert. */
        alerts: z.record(z.enum(ALERT_LEVELS), z.int()),
        domains: ByDomain,
      }),
    )
    .optional(),
});
