// How the tests of one room run under Stryker, which gives the folder (`dir`): Stryker's own `testFiles` would wake the mutants of what is
// computed while a module loads too late, and they would all seem to survive (stryker-js issue 6144).

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant's run ends with the first test that fails: what failed last is tried first, then what is quick. Vitest alone begins with what is slow. */
class SoonestFailure extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = (file: TestSpecification) => {
      const last = this.ctx.cache.getTestSpecificationResult(file);
      return last?.failed ? -1 : (last?.duration ?? 0);
    };
    return files.toSorted((a, b) => cost(a) - cost(b));
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: [
      // runs the built command, where no mutant is
      '**/plan-is-run.test.ts',
      // carry whole products through sessions, or thousands of tables through the engine: half a minute for each mutant that survives.
      // The room's other tests must notice; what only these do counts as survived.
      '**/accepting.test.ts',
      '**/planner-property.test.ts',
    ],
    globalSetup: ['test/rig/around.ts'],
    sequence: { sequencer: SoonestFailure },
    // What waits for ever fails here, which ends it sooner than Stryker would. Long enough for a machine that others keep busy: a test that is
    // only slow must not count as one that noticed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
