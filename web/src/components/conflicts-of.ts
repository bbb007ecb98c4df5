import { alike, leafAt, leavesOf } from '../drafts/leaves.ts';
import type { Conflict } from './ConflictNotice.tsx';

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shown).join('、');
  if (value === undefined || value === null) return '';
  return typeof value === 'object'
    ? Object.values(value).map(shown).filter(Boolean).join(' ')
    : String(value);
};

/**
 * Fields that somebody else has changed since the form was opened, where what is typed says something else. A field
 * only the person changed is no conflict, nor one that both changed alike. A field within a group is named with it, as
 * its element is: `limits_finding_amount`.
 */
export const conflictsOf = (
  base: unknown,
  theirs: unknown,
  mine: unknown,
  labelOf: (field: string) => string | undefined,
  textOf: (field: string, value: unknown) => string | undefined = () => undefined,
): Conflict[] =>
  leavesOf(theirs).flatMap(([path, their]) => {
    const field = path.join('_');
    const label = labelOf(field);
    const my = leafAt(mine, path);
    if (!label || alike(leafAt(base, path), their) || alike(my, their)) return [];
    return [
      { field, label, mine: textOf(field, my) ?? shown(my), theirs: textOf(field, their) ?? shown(their) },
    ];
  });
