import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RateLimits } from '../../functions/authorizer/request-rates.ts';
import { prepareAssembly } from '../../scripts/prepare-assembly.ts';

interface Template {
  readonly Resources?: Readonly<
    Record<
      string,
      { readonly Properties?: { readonly Environment?: { readonly Variables?: Record<string, unknown> } } }
    >
  >;
}

/** No client of one machine reaches these: what is measured is not the limiter. */
export const OUT_OF_REACH: RateLimits = {
  subsidiary: { rate: 100_000, burst: 1_000_000 },
  group: { rate: 100_000, burst: 1_000_000 },
};

/** A copy of the assembly, as it would be deployed with these request limits. */
export const assemblyWithLimits = async (
  directory: string,
  limits: RateLimits,
  say: (line: string) => void,
): Promise<string> => {
  const copy = join(directory, 'assembly');
  cpSync(await prepareAssembly(say), copy, { recursive: true });
  let changed = 0;
  for (const name of globSync('**/*.template.json', { cwd: copy })) {
    const template: Template = JSON.parse(readFileSync(join(copy, name), 'utf8'));
    for (const { Properties } of Object.values(template.Resources ?? {})) {
      const variables = Properties?.Environment?.Variables;
      if (!variables || !('REQUEST_LIMITS' in variables)) continue;
      variables.REQUEST_LIMITS = JSON.stringify(limits);
      changed += 1;
    }
    writeFileSync(join(copy, name), JSON.stringify(template));
  }
  if (changed !== 1) throw new Error(`${changed} functions of the assembly have request limits, not one`);
  return copy;
};
