import { foldForComparison } from './ledger-text.ts';
import type { NamedRef, PreviewContext } from './preview.ts';

/** Finds departments and people by the names ledgers use. */

export interface NameResolver {
  readonly department: (name: string) => string | undefined;
  /** Known names that look like this one, at most three. */
  readonly similarDepartments: (name: string) => string[];
  readonly person: (name: string) => NamedRef | 'ambiguous' | undefined;
  readonly knowsPeople: boolean;
}

/** 各部门, 机关各部门, 相关单位: everybody, rightly named nowhere in the organisation tree. */
export const isEverybody = (name: string): boolean =>
  /^(?:机关|公司|厂|所属)?(?:各|相关|有关|所有|全体|全部).{0,6}(?:部门|单位|科室|处室|支部|党委|队|站|厂)(?:单位)?$/.test(
    name.normalize('NFKC').replace(/[()、及和\s]/g, ''),
  );

function indexByName(refs: readonly NamedRef[]): Map<string, NamedRef[]> {
  return Map.groupBy(refs, (ref) => foldForComparison(ref.name));
}

const isSimilar = (a: string, b: string): boolean => {
  if (a === '' || b === '') return false;
  if (a.includes(b) || b.includes(a)) return true;
  const characters = new Set(a);
  const shared = [...new Set(b)].filter(
    (character) => characters.has(character) && !/[部门室科处]/.test(character),
  );
  return shared.length >= Math.max(2, Math.min(a.length, b.length) / 2);
};

export function nameResolver(
  context: Pick<PreviewContext, 'departments' | 'departmentAliases' | 'people'>,
): NameResolver {
  const departments = indexByName(context.departments);
  const aliases = new Map(
    Object.entries(context.departmentAliases ?? {}).map(([name, id]) => [foldForComparison(name), id]),
  );
  const people = indexByName(context.people);
  return {
    department: (name) => {
      const folded = foldForComparison(name);
      const [first] = departments.get(folded) ?? [];
      return aliases.get(folded) ?? first?.id;
    },
    similarDepartments: (name) => {
      const folded = foldForComparison(name);
      return context.departments
        .filter((ref) => isSimilar(foldForComparison(ref.name), folded))
        .slice(0, 3)
        .map((ref) => ref.name);
    },
    person: (name) => {
      const found = people.get(foldForComparison(name)) ?? [];
      return found.length > 1 ? 'ambiguous' : found[0];
    },
    knowsPeople: context.people.length > 0,
  };
}
