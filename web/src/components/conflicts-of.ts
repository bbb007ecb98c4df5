import type { Conflict } from './ConflictNotice.tsx';

type Values = Readonly<Record<string, unknown>>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shown).join('、');
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/**
 * Fields that somebody else has changed since the form was opened, where what is typed says something else. A field
 * only the person changed is no conflict, nor one that both changed alike.
 */
export const conflictsOf = (
  base: unknown,
  theirs: Values,
  mine: Values,
  labelOf: (field: string) => string | undefined,
  textOf: (field: string, value: unknown) => string | undefined = () => undefined,
): Conflict[] => {
  const before: Values = typeof base === 'object' && base !== null ? { ...base } : {};
  return Object.keys(theirs).flatMap((field) => {
    const label = labelOf(field);
    if (!label || same(before[field], theirs[field]) || same(mine[field], theirs[field])) return [];
    return [
      {
        field,
        label,
        mine: textOf(field, mine[field]) ?? shown(mine[field]),
        theirs: textOf(field, theirs[field]) ?? shown(theirs[field]),
      },
    ];
  });
};
