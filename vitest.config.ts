import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

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
    // What is looked at again and again is waited for as long as what a page is to show; by itself that were a second.
    expect: { poll: { timeout: process.env.STORY_AT === 'slow' ? 45_000 : 15_000 } },
    pool: 'forks',
    // One for every core: the files wait for engines and browsers more than they compute.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // Functions log a line per request: of interest only where something failed.
    silent: 'passed-only',
  },
});
