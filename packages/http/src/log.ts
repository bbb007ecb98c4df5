/** One JSON line per entry; `code` is stable, tests and alarms rely on it. Never pass bodies, tokens or links. */
export const log = (
  level: 'info' | 'warn' | 'error',
  code: string,
  fields: Readonly<Record<string, unknown>> = {},
): void => {
  const line = JSON.stringify({ level, code, ...fields });
  if (level === 'error') console.error(line);
  else console.log(line);
};

/** Name, message and stack of whatever was thrown; an AWS error adds its own fields, which stay out. */
export const errorFields = (error: unknown): Record<string, unknown> =>
  error instanceof Error
    ? { error: error.name, message: error.message, stack: error.stack?.split('\n').slice(1, 6).join(' | ') }
    : { error: String(error) };
