// How Stryker mutates the rooms that decide what is right; `npm run mutants` adds room and tests (test/mutants/rooms.ts). Nightly, not in CI.

export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  // `related` would draw in every room that imports the mutated one: a room's own tests must hold it.
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false, pool: 'threads' },
  logLevel: 'warn',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  // Endless loops end by Stryker's count of hits, endless waits by the tests' own limit: this one is for the rest, and a busy machine must not meet it.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  // Mutants of what is computed while a module loads run every test of the room; that is known and paid for.
  warnings: { slow: false },
  thresholds: { high: 90, low: 75, break: 75 },
  // What the rooms' tests never read is not copied into the sandbox; node_modules is linked there.
  // Nor is tsconfig.json: Stryker would rewrite it through an API that TypeScript 7 has not.
  ignorePatterns: [
    'tsconfig*.json',
    'dist',
    'demo',
    'bench',
    'docs',
    'schemas',
    'templates',
    'web',
    '.venv*',
    '.trivet',
    'test/scenarios',
    'test/protocol',
  ],
};
