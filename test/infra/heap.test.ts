import { expect, it } from 'vitest';
import { z } from 'zod';
import { ofType, synthesise } from './synthesise.ts';

const stage = synthesise('prod');
const functionSchema = z.looseObject({
  MemorySize: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

it('functions that have their memory for the sake of its core bound their heap to that of 256 MB', () => {
  const bounded = ofType(stage, 'AWS::Lambda::Function')
    .filter(({ Properties }) => /step of composing|Packs the files/.test(String(Properties.Description)))
    .map(({ Properties }) => functionSchema.parse(Properties));
  expect(bounded).toHaveLength(2);
  for (const { MemorySize, Environment } of bounded) {
    expect(MemorySize).toBe(1769);
    expect(Environment.Variables.NODE_OPTIONS).toBe('--max-old-space-size=112 --max-semi-space-size=4');
  }
});
