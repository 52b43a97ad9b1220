// What an address asks, understood once: output, values, form, and the key that its answer is kept and revalidated under.

import { digestOfJson, failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { AnswerFormat } from '../../engine/index.ts';
import type { Scalar } from '../../product/index.ts';
import { mediaTypes, negotiate } from '../http/accept.ts';
import { printed } from '../http/guard.ts';
import type { Shown, ShownOutput } from '../live.ts';
import { problem } from '../problems.ts';
import { parametersOf } from './parameters.ts';

export interface Plan {
  readonly shown: ShownOutput;
  readonly values: Readonly<Record<string, Scalar>>;
  /** The values are all of the product's own naming (see parametersOf). */
  readonly named: boolean;
  readonly format: AnswerFormat;
  /** Equal keys, equal answers; of an output that uses the clock, at the same clock only. */
  readonly key: string;
  /** Of an output that uses the clock it is only known with the answer. */
  readonly etag: string | undefined;
  /** Headers of its answers, Content-Type first, in the flat form; ETag among them where it is known. */
  readonly headers: readonly string[];
}

/** A model's answer is put together here, from rows, and not by the engine that could write Parquet. */
const offered = (shown: ShownOutput): readonly AnswerFormat[] => (shown.model ? ['json', 'csv'] : ['json', 'csv', 'parquet']);

const contentTypes: Readonly<Record<AnswerFormat, string>> = { ...mediaTypes, csv: 'text/csv; charset=utf-8; header=present' };

/** Addresses remembered per release, and the longest that is. */
const mostPlans = 4096;
const longest = 512;

export interface Asked {
  /** Path and search, as the request line has them. */
  readonly url: string;
  readonly accept: string | undefined;
}

/** What was understood before of the very same address and Accept. */
export const knownPlan = (shown: Shown, asked: Asked): Plan | undefined => shown.plans.get(`${asked.accept ?? ''} ${asked.url}`);

/** Problems: no such output, parameters, nothing acceptable. The output's name is known where the first is not among them. */
export function planOf(shown: Shown, name: string, search: string, asked: Asked): Outcome<Plan> {
  const output = shown.outputs.get(name);
  if (!output) return failed(unknownOutput(shown, name));
  const given = parametersOf(output.output, search);
  if (!given.ok) return given;
  const format = negotiate(asked.accept, offered(output));
  if (!format) {
    const names = offered(output).map((one) => mediaTypes[one]);
    return failed(problem('not-acceptable', { output: name, accept: printed(asked.accept ?? ''), offered: names }));
  }
  const key = digestOfJson([output.identity, given.value.values, format]).slice(0, 32);
  const etag = output.query.clock ? undefined : `"${key}"`;
  const headers = [
    ...['Content-Type', contentTypes[format], 'Cache-Control', 'no-cache', 'Vary', 'Accept'],
    ...['Trivet-Release', String(shown.release.number)],
    ...(output.snapshots ? ['Trivet-Snapshot', output.snapshots] : []),
    ...(etag ? ['ETag', etag] : []),
  ];
  const plan: Plan = { shown: output, ...given.value, format, key, etag, headers };
  if (asked.url.length + (asked.accept?.length ?? 0) <= longest && shown.plans.size < mostPlans)
    shown.plans.set(`${asked.accept ?? ''} ${asked.url}`, plan);
  return ok(plan);
}

export function unknownOutput(shown: Shown, name: string): Problem {
  return problem('unknown-output', { name: printed(name), near: nearest(name.slice(0, 100), shown.outputs.keys()) });
}
