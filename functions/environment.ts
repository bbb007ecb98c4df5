/** A setting that the stack must provide; its absence is a deployment mistake and fails the first call. */
export const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name} is missing`);
  return value;
};
