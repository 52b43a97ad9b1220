// What was answered, per output for the promises and per minute for the page. Counts exactly; thins only the latencies.

import type { Answered, Serving } from './serving.ts';

/** A list that keeps at most `most` values, evenly: when it is full, every second goes and from then on every second comes. */
interface Thinned {
  add(value: number): void;
  values(): readonly number[];
}

function thinned(most: number): Thinned {
  let values: number[] = [];
  let stride = 1;
  let seen = 0;
  return {
    add: (value) => {
      if (seen++ % stride !== 0) return;
      values.push(value);
      if (values.length < most) return;
      values = values.filter((_, i) => i % 2 === 0);
      stride *= 2;
    },
    values: () => values,
  };
}

interface Counts {
  requests: number;
  errors: number;
  readonly latencies: Thinned;
}

const counts = (most: number): Counts => ({ requests: 0, errors: 0, latencies: thinned(most) });

/** What counts against a promise: our failures, and that we were too busy or not there. */
export const isError = (status: number): boolean => status >= 500 || status === 429;
/** What counts at all: not the caller's mistakes. */
const matters = (status: number): boolean => status < 400 || isError(status);

function enter(one: Counts, status: number, milliseconds: number): void {
  one.requests++;
  if (isError(status)) one.errors++;
  else one.latencies.add(milliseconds);
}

export interface Tally {
  answered(output: string, status: number, milliseconds: number): void;
  take(): readonly Answered[];
  figures(): ReturnType<Serving['figures']>;
}

/** Latencies kept: per output between two looks, and per minute. */
const mostLatencies = 10_000;
const mostOfMinute = 1_000;

/** The greatest value that at most one in a hundred exceeds. */
export function p99(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? null;
}

/** `minute`: the logical clock's, whole minutes since 1970. */
export function tally(minute: () => number): Tally {
  let outputs = new Map<string, Counts>();
  const minutes = new Map<number, Counts>();
  let first = minute();
  const of = <K>(map: Map<K, Counts>, key: K, most: number): Counts => {
    const known = map.get(key);
    if (known) return known;
    const made = counts(most);
    map.set(key, made);
    return made;
  };
  const forget = (now: number) => {
    for (const old of minutes.keys()) if (old <= now - 60 || old > now) minutes.delete(old);
  };
  return {
    answered: (output, status, milliseconds) => {
      if (!matters(status)) return;
      enter(of(outputs, output, mostLatencies), status, milliseconds);
      const now = minute();
      if (!minutes.has(now)) forget(now);
      enter(of(minutes, now, mostOfMinute), status, milliseconds);
    },
    take: () => {
      const taken = outputs;
      outputs = new Map();
      return [...taken].map(([output, one]) => ({ output, requests: one.requests, errors: one.errors, latencies: one.latencies.values() }));
    },
    figures: () => {
      const now = minute();
      forget(now);
      first = Math.min(Math.max(first, now - 59), now);
      return Array.from({ length: now - first + 1 }, (_, i) => {
        const one = minutes.get(first + i);
        return { minute: first + i, requests: one?.requests ?? 0, errors: one?.errors ?? 0, p99: one ? p99(one.latencies.values()) : null };
      });
    },
  };
}
