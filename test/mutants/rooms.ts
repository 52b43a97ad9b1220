// The rooms whose tests are measured by mutants: those that decide what is right.

export interface Room {
  readonly name: string;
  /** Files to change, as globs; `!` takes out. */
  readonly mutate: readonly string[];
  /** The folder of the tests that must notice. */
  readonly tests: string;
}

export const rooms: readonly Room[] = ['graph', 'plan', 'store', 'checks'].map((name) => ({
  name,
  mutate: [`src/${name}/**/*.ts`],
  tests: `test/${name}`,
}));
