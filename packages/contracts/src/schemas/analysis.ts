import { ROOT_CAUSE_NAMES, type RootCause } from '@xuncha/domain';
import * as z from 'zod';
import { Id, text } from './base.ts';

const [firstCause, ...moreCauses] = ROOT_CAUSE_NAMES as [RootCause, ...RootCause[]];
export const RootCauseName = z.enum([firstCause, ...moreCauses]);
export const AppliedStandard = z.object({
  text: text(1000),
  /** Entry of the unit's library it was taken from, and the library's version then. */
  entryId: Id.optional(),
  libraryVersion: z.int().min(0).optional(),
});

/** Root cause and acceptance standard as they stand with the finding. */
export const Analysis = z.object({
  causes: z.array(RootCauseName),
  causeText: z.string().optional(),
  standard: AppliedStandard.optional(),
});
