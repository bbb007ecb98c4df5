/** `{created: …}` of `duty` as texts of the page: `{duty_created: …}`; a dot would part the keys. */
export const stepTexts = <Group extends string, Steps extends Readonly<Record<string, string>>>(
  group: Group,
  steps: Steps,
) =>
  Object.fromEntries(Object.entries(steps).map(([step, title]) => [`${group}_${step}`, title])) as {
    readonly [Step in keyof Steps & string as `${Group}_${Step}`]: string;
  };
