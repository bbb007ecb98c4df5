import { expect, test } from 'vitest';
import { PROVISIONING_STEPS as TASK_STEPS } from '../../functions/provisioning/provisioning-steps.ts';
import { PROVISIONING_STEPS } from '../../infra/provisioning.asl.ts';

test('the provisioning workflow takes the steps its task knows, in their order', () => {
  expect(PROVISIONING_STEPS.map(({ step }) => step)).toEqual([...TASK_STEPS]);
});
