// The one error that carries a Problem through a script's own code; the host hands its Problem on. Thrown in the host only.

import type { Problem } from '../../base/index.ts';

/** Thrown where a script must not go on. */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'Refusal';
    this.problem = problem;
  }
}
