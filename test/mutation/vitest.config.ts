import { defineConfig } from 'vitest/config';

/** The domain's own tests: pure functions, no engine, so a mutant costs milliseconds. */
export default defineConfig({
  test: { include: ['packages/domain/**/*.test.ts'], testTimeout: 30_000, silent: true },
});
