// Errors of Trivet's own statement over a script's rows, of which its author knows nothing: told is the column that a value does not fit.

import type { Place, Problem } from '../../base/index.ts';
import type { Origin } from './engine.ts';
import { misfitOf, problemOf } from './errors.ts';
import { problem } from './problems.ts';

/** The statement casts each column as `CAST("name" AS TYPE)`; `prefix` stands before it in what was sent. The place is the script's. */
export function ownProblem(
  error: unknown,
  { asset, sql, origin }: { asset: string; sql: string; origin?: Origin | undefined },
  prefix: string,
): Problem {
  const found = problemOf(error, { sql, origin, prefix });
  const at: Place | undefined = origin && (origin.at ?? { file: origin.file });
  const misfit = misfitOf(error, { sql, origin, prefix });
  if (found.code !== 'engine/cast-failed' || misfit?.column === undefined) return { ...found, ...(at ? { at } : {}) };
  const { column, value = '', type = 'its type' } = misfit;
  return problem('bad-value', { asset, column, value, type }, { at, cause: found.cause });
}
