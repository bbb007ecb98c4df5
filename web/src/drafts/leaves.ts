type Path = readonly string[];
type Fields = Readonly<Record<string, unknown>>;

/** A list is one field: its entries have no names of their own. */
const isPart = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a form with what they hold; a group of fields (`limits.finding.amount`) is taken apart. */
export const leavesOf = (values: unknown, path: Path = []): (readonly [Path, unknown])[] =>
  isPart(values)
    ? Object.entries(values).flatMap(([name, value]) => leavesOf(value, [...path, name]))
    : path.length > 0
      ? [[path, values]]
      : [];

export const leafAt = (values: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, name) => (isPart(part) ? part[name] : undefined), values);

/** The same values with this one in its place. */
export const withLeaf = (values: unknown, [name, ...rest]: Path, value: unknown): unknown => {
  if (name === undefined) return value;
  const part: Fields = isPart(values) ? values : {};
  return { ...part, [name]: withLeaf(part[name], rest, value) };
};

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Empty fields come as undefined, null, an empty text or an empty list: none of them is something typed. */
const told = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (isNothing(part) ? undefined : part)) ?? '';

/** Whether both say the same to whoever reads the field. */
export const alike = (a: unknown, b: unknown): boolean => told(a) === told(b);
