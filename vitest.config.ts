import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'functions/**/*.test.ts',
      'infra/**/*.test.ts',
      'scripts/**/*.test.ts',
      'web/src/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
    ],
    // Engines are child processes of their own; a slow, shared machine needs room before a test counts as hung.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Functions log a line per request: of interest only where something failed.
    silent: 'passed-only',
  },
});
