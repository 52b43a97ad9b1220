// How the tests of one room run under Stryker, which gives the folder (`dir`): Stryker's own `testFiles` would wake the mutants of what is
// computed while a module loads too late, and they would all seem to survive (stryker-js issue 6144).

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // runs the built command, where no mutant is
    exclude: ['**/plan-is-run.test.ts'],
    globalSetup: ['test/rig/around.ts'],
    // what waits for ever fails here, which ends it sooner than Stryker would
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
