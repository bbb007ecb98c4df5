import type { Actor } from '../actor.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import { isOwnAnswer, type MatterAnswer, type MatterWaiting, refuseOwnAnswer } from '../matter/index.ts';
import { fail, type Result } from '../result.ts';

/** unit: the unit's rectification office checks what comes back · group: HQ's inspection office does. */
export type SupervisionLevel = 'unit' | 'group';

/** Who checks, and from which side: HQ may check for a unit, never a unit for HQ. */
export interface Checker {
  readonly actor: Actor;
  readonly isGroup: boolean;
}

export const officeLine = (level: SupervisionLevel, why: string, due?: string): MatterWaiting =>
  level === 'group'
    ? { home: 'group', key: roleAssignee('inspection_office'), why, due }
    : { home: 'unit', key: roleAssignee('rectification_office'), why, due };

export const isOfOwnLevel = (level: SupervisionLevel, isGroup: boolean): boolean =>
  level === 'unit' || isGroup;

/** May this person check the answer? The page offers what `refuseChecker` allows. */
export const mayCheckAnswer = (
  level: SupervisionLevel,
  answer: Pick<MatterAnswer, 'by'> | undefined,
  { actor, isGroup }: Checker,
): boolean => isOfOwnLevel(level, isGroup) && !isOwnAnswer(answer, actor);

/** A level of the office may check what its level issued, and HQ what a unit issued; nobody the own answer (G07). */
export const refuseChecker = (
  level: SupervisionLevel,
  answer: Pick<MatterAnswer, 'by'>,
  { actor, isGroup }: Checker,
  ofGroup: { readonly code: 'order_of_group' | 'talk_of_group'; readonly message: string },
): Result<never> | undefined =>
  isOfOwnLevel(level, isGroup)
    ? refuseOwnAnswer(answer, actor)
    : fail('forbidden', ofGroup.code, ofGroup.message);
