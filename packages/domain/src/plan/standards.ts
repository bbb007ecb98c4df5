import { fail, ok, type Result } from '../result.ts';

/** One way to tell that a finding of some category is rectified (E02). */
export interface StandardEntry {
  readonly id: string;
  /** Category of findings it is for; empty for all. */
  readonly category: string;
  readonly text: string;
}

/** The unit's library in one version: HQ's entries, which the unit can't change, and the unit's own. */
export interface StandardLibrary {
  readonly version: number;
  readonly core: readonly StandardEntry[];
  readonly own: readonly StandardEntry[];
}

/** 300 entries of 200 characters are 180 kB of Chinese text, half of what one item holds. */
export const MAX_STANDARDS = 300;

export const checkStandards = (entries: readonly StandardEntry[]): Result<true> => {
  if (entries.length > MAX_STANDARDS)
    return fail('invalid', 'standards_too_many', `验收标准最多 ${MAX_STANDARDS} 条，请合并相近的标准。`, {
      field: 'entries',
    });
  const seen = new Set<string>();
  for (const [index, { category, text }] of entries.entries()) {
    const key = JSON.stringify([category, text]);
    if (seen.has(key))
      return fail('invalid', 'standards_double', `第${index + 1}条与前面的标准重复，请删去一条。`, {
        field: `entries.${index}.text`,
      });
    seen.add(key);
  }
  return ok(true);
};

/** Entries for a finding of this category, the closest first: of its own category, then those for all. */
export const standardsFor = (
  library: Pick<StandardLibrary, 'core' | 'own'>,
  category: string | undefined,
): StandardEntry[] => {
  const all = [...library.core, ...library.own];
  const of = (wanted: string) => all.filter((entry) => entry.category === wanted);
  return [...(category ? of(category) : []), ...of('')];
};
