// Every output asked once as its consumers would ask, for minutes in which none of them did.

import type { Output } from '../product/index.ts';
import { answerQuery } from './query/answer.ts';
import type { Service } from './service.ts';
import type { Answered } from './serving.ts';
import { isError } from './tally.ts';

/** Default parameters, and of those without one the first that is allowed; undefined where the product names none. */
export function defaultSearch(output: Output): string | undefined {
  const search = new URLSearchParams();
  for (const parameter of output.parameters) {
    if (parameter.default !== undefined) continue;
    const first = parameter.in?.find((value) => value !== null);
    if (first === undefined) return undefined;
    search.set(parameter.name, String(first));
  }
  return search.toString();
}

/** Asks the engine even where an answer is kept: a kept one would hide that it is gone. In turn, so that the question is no load. */
export async function probe(service: Service, monotonic: () => number): Promise<readonly Answered[]> {
  const shown = service.live.current();
  if (!shown) return [];
  const answered: Answered[] = [];
  shown.hold();
  try {
    for (const [name, { output }] of shown.outputs) {
      const search = defaultSearch(output);
      if (search === undefined) continue;
      const started = monotonic();
      const url = `/outputs/${encodeURIComponent(name)}?${search}`;
      const { status } = await answerQuery(service, shown, name, search, { url, accept: undefined, fresh: true });
      const latency = monotonic() - started;
      if (status < 400 || isError(status))
        answered.push({ output: name, requests: 1, errors: isError(status) ? 1 : 0, latencies: isError(status) ? [] : [latency] });
    }
  } finally {
    shown.letGo();
  }
  return answered;
}
