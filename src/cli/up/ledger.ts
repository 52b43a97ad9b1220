// What was answered within a minute, added up from several looks. Pure.

import type { Answered } from '../../serving/index.ts';
import type { Promised } from './promised.ts';

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

/** One failure of each output that is promised and that nobody could ask, since what is shown does not have it, or nothing is shown. */
export function withoutAnswer({ product, shown }: Pick<Promised, 'product' | 'shown'>, answered: readonly Answered[]): readonly Answered[] {
  return [...product.outputs.keys()]
    .filter((name) => !shown?.product.outputs.has(name) && !answered.some(({ output }) => output === name))
    .map((output) => ({ output, requests: 1, errors: 1, latencies: [] }));
}
