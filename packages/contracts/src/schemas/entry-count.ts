/**
 * Whether an object, or the object in one of its fields, has so many entries. Says how it was made: the bundles of
 * functions make it again (infra/bundling/served-contract.ts), which a condition written on the spot would not allow.
 */
export const entryCount = (field: string | undefined, min: number, max: number) =>
  Object.assign(
    (value: object): boolean => {
      const counted: unknown = field === undefined ? value : Reflect.get(value, field);
      const count = Object.keys(Object(counted)).length;
      return count >= min && count <= max;
    },
    { madeOf: [field, min, max] as const },
  );
