// What the flags of `rehearse` mean: shares of rows, the score asked for, the seed.

import { failed, type Outcome, ok } from '../../base/index.ts';
import { type RehearsalOptions, usualShares } from '../../rehearsal/index.ts';
import { problem } from '../problems.ts';

/** "80%", "80 %" or 0.8, above 0 and up to all. */
function partOf(text: string): number | undefined {
  const [, number, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%)?$/.exec(text.trim()) ?? [];
  const value = Number(number) / (percent === undefined ? 1 : 100);
  return value > 0 && value <= 1 ? value : undefined;
}

export interface RehearseFlags {
  readonly seed: number;
  readonly shares: readonly string[];
  readonly operators: readonly string[];
  readonly thorough: boolean;
  readonly min: string | undefined;
}

export function rehearsalOptions(flags: RehearseFlags): Outcome<{ readonly options: RehearsalOptions; readonly least: number | undefined }> {
  const wrong = flags.shares.filter((text) => partOf(text) === undefined);
  const least = flags.min === undefined ? undefined : partOf(flags.min);
  const problems = [
    ...wrong.map((value) =>
      problem('bad-value', { from: '--shares', value, expected: 'percentages of the rows', example: '--shares 0.1%,1%,10%,100%' }),
    ),
    ...(flags.min !== undefined && least === undefined
      ? [problem('bad-value', { from: '--min', value: flags.min, expected: 'a percentage', example: '--min 80%' })]
      : []),
  ];
  if (problems.length > 0) return failed(...problems);
  const shares = flags.shares.length > 0 ? flags.shares.flatMap((text) => partOf(text) ?? []) : usualShares;
  const operators = flags.operators.length > 0 ? { operators: flags.operators } : {};
  return ok({ options: { seed: flags.seed, shares, thorough: flags.thorough, ...operators }, least });
}
