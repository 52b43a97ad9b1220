// A histogram that costs next to nothing to add to: counts per bin in an array, put into Prometheus' form when somebody reads.

import type { Metric, Registry, RegistryContentType } from 'prom-client';

export interface Bins {
  /** Upper bounds, ascending; a value on a bound is within it. */
  readonly bounds: readonly number[];
  /** Per bound, and at the end above all bounds. */
  readonly counts: readonly number[];
  add(value: number): void;
  sum(): number;
  count(): number;
}

export function bins(bounds: readonly number[]): Bins {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  let sum = 0;
  let count = 0;
  return {
    bounds,
    counts,
    add: (value) => {
      let at = 0;
      while (at < bounds.length && value > (bounds[at] ?? 0)) at++;
      counts[at] = (counts[at] ?? 0) + 1;
      sum += value;
      count++;
    },
    sum: () => sum,
    count: () => count,
  };
}

/** Counts under their labels. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly bins: Pick<Bins, 'bounds' | 'counts' | 'sum' | 'count'>;
}

/** Series of equal labels as one. */
export function merged(series: readonly Series[]): readonly Series[] {
  const groups = Map.groupBy(series, ({ labels }) => JSON.stringify(labels));
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (!first) throw new Error('an empty group');
    const total = (of: (bins: Series['bins']) => number) => group.reduce((sum, one) => sum + of(one.bins), 0);
    const counts = first.bins.counts.map((_, i) => total((one) => one.counts[i] ?? 0));
    return {
      labels: first.labels,
      bins: { bounds: first.bins.bounds, counts, sum: () => total((one) => one.sum()), count: () => total((one) => one.count()) },
    };
  });
}

/** Makes the registry print it. */
export function registerHistogram(
  registers: readonly Registry<RegistryContentType>[],
  { name, help, series }: { readonly name: string; readonly help: string; readonly series: () => readonly Series[] },
): void {
  const metric = {
    name,
    help,
    type: 'histogram',
    get: async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: series().flatMap((one) => values(name, one)) }),
  };
  // The library's own classes are all that its type allows for; of a metric it asks no more than this.
  for (const registry of registers) registry.registerMetric(metric as unknown as Metric);
}

function values(name: string, { labels, bins: { bounds, counts, sum, count } }: Series) {
  let below = 0;
  const buckets = [...bounds.map(String), '+Inf'].map((le, i) => {
    below += counts[i] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: below };
  });
  return [...buckets, { metricName: `${name}_sum`, labels, value: sum() }, { metricName: `${name}_count`, labels, value: count() }];
}
