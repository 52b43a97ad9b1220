// Mutants as they ended → a score and its line. Pure.

/** How many mutants of a room ended how. */
export interface Tally {
  readonly killed: number;
  readonly survived: number;
  readonly uncovered: number;
  readonly timeouts: number;
  /** Broke the run itself, so that they say nothing of the tests. */
  readonly errors: number;
}

const none: Tally = { killed: 0, survived: 0, uncovered: 0, timeouts: 0, errors: 0 };

/** Stryker's statuses counted; ignored mutants are in no count. */
export function tallyOf(mutants: Iterable<{ readonly status: string }>): Tally {
  const counts = new Map<string, number>();
  for (const { status } of mutants) counts.set(status, (counts.get(status) ?? 0) + 1);
  const of = (...statuses: readonly string[]) => statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
  return {
    killed: of('Killed'),
    survived: of('Survived'),
    uncovered: of('NoCoverage'),
    timeouts: of('Timeout'),
    errors: of('RuntimeError', 'CompileError', 'Pending'),
  };
}

export const sumOf = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({
      killed: a.killed + b.killed,
      survived: a.survived + b.survived,
      uncovered: a.uncovered + b.uncovered,
      timeouts: a.timeouts + b.timeouts,
      errors: a.errors + b.errors,
    }),
    none,
  );

/** Share of mutants that a test noticed, in percent; a mutant that never ends is noticed. Undefined where there was none. */
export function scoreOf({ killed, survived, uncovered, timeouts }: Tally): number | undefined {
  const all = killed + survived + uncovered + timeouts;
  return all === 0 ? undefined : ((killed + timeouts) / all) * 100;
}

/** `graph 86.1 % (killed 310, survived 41, no coverage 9, timeouts 2)`; rounded down, so that a line never promises more than was reached. */
export function scoreLine(name: string, tally: Tally): string {
  const score = scoreOf(tally);
  const { killed, survived, uncovered, timeouts, errors } = tally;
  const counts = `killed ${killed}, survived ${survived}, no coverage ${uncovered}, timeouts ${timeouts}${errors ? `, errors ${errors}` : ''}`;
  return `${name} ${score === undefined ? 'no mutants' : `${(Math.floor(score * 10) / 10).toFixed(1)} %`} (${counts})`;
}
