// What was answered within a minute, added up from several looks. Pure.

import type { Answered } from '../../serving/index.ts';

/** By output: counts add up, latencies are of both. */
export function addAnswers(before: readonly Answered[], more: readonly Answered[]): readonly Answered[] {
  const sum = new Map(before.map((one) => [one.output, one]));
  for (const one of more) {
    const known = sum.get(one.output);
    const { output, requests, errors, latencies } = one;
    const both = known && {
      output,
      requests: known.requests + requests,
      errors: known.errors + errors,
      latencies: [...known.latencies, ...latencies],
    };
    sum.set(output, both ?? one);
  }
  return [...sum.values()];
}
