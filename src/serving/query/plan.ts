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
  /** The Accept that it was made for, and the plan of the same address for another. */
  readonly accept: string | undefined;
  readonly other?: Plan | undefined;
  /** How many the address has, this one and those behind it. */
  readonly place?: number | undefined;
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
/** Different texts of Accept remembered of one address. */
const mostForms = 8;

export interface Asked {
  /** Path and search, as the request line has them. */
  readonly url: string;
  readonly accept: string | undefined;
}

/** What was understood before of the very same address and Accept. */
export function knownPlan(shown: Shown, asked: Asked): Plan | undefined {
  for (let plan = shown.plans.get(asked.url); plan; plan = plan.other) if (plan.accept === asked.accept) return plan;
  return undefined;
}

/** Kept by the address, and there one behind the other: an address is asked with few forms, and to put both together costs more than to look. */
function remember(shown: Shown, { url, accept }: Asked, plan: Plan): void {
  const { plans } = shown;
  if (url.length + (accept?.length ?? 0) > longest || shown.planned.count >= mostPlans) return;
  const other = plans.get(url);
  const place = (other?.place ?? 0) + 1;
  if (place > mostForms) return;
  shown.planned.count++;
  plans.set(url, { ...plan, other, place });
}

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
  const plan: Plan = { shown: output, ...given.value, format, accept: asked.accept, key, etag, headers };
  remember(shown, asked, plan);
  return ok(plan);
}

export function unknownOutput(shown: Shown, name: string): Problem {
  return problem('unknown-output', { name: printed(name), near: nearest(name.slice(0, 100), shown.outputs.keys()) });
}
