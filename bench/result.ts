// A benchmark, its budget, and what came of it: as numbers, as a line for people, as the JSON document.

import { median, type Turn } from './measure.ts';

/** What must hold of the medians: the ratio to the floor, or the value itself in the benchmark's unit. */
export interface Budget {
  readonly of: 'ratio' | 'value';
  readonly max: number;
}

/** The size of a measurement. */
export interface Size {
  /** How often work and floor are measured. */
  readonly turns: number;
  /** SQL assets of the large product. */
  readonly assets: number;
  /** Rows of the tables that checks are measured on; the ids whose uniqueness is proved are ten times as many. */
  readonly rows: number;
}

export interface Benchmark {
  readonly name: string;
  /** What is measured at that size, and beside what floor, in one line. */
  readonly summary: (size: Size) => string;
  readonly unit: string;
  readonly budget: Budget;
  measure(size: Size): Promise<readonly Turn[]>;
}

export interface Result {
  readonly name: string;
  /** Medians, in `unit`. */
  readonly value: number;
  readonly unit: string;
  readonly floor: number;
  readonly ratio: number;
  readonly budget: number;
  readonly budgetOf: Budget['of'];
  readonly holds: boolean;
  readonly runs: readonly Turn[];
}

const round = (n: number) => Number(n.toPrecision(4));

export function resultOf({ name, unit, budget }: Pick<Benchmark, 'name' | 'unit' | 'budget'>, turns: readonly Turn[]): Result {
  const value = median(turns.map((turn) => turn.value));
  const floor = median(turns.map((turn) => turn.floor));
  const ratio = value / floor;
  const holds = (budget.of === 'ratio' ? ratio : value) <= budget.max;
  const runs = turns.map((turn) => ({ value: round(turn.value), floor: round(turn.floor) }));
  return { name, value: round(value), unit, floor: round(floor), ratio: round(ratio), budget: budget.max, budgetOf: budget.of, holds, runs };
}

/** Four lines: what, the medians against the budget, and the raw times of both. */
export function resultText(result: Result, summary: string): string {
  const { name, unit, value, floor, ratio, budget, budgetOf, holds, runs } = result;
  const allowed = budgetOf === 'ratio' ? `${budget} × the floor` : `${budget} ${unit}`;
  return [
    `${holds ? '✓' : '✗'} ${name}: ${value} ${unit}, floor ${floor} ${unit}, ratio ${ratio} (budget ${allowed})`,
    `  ${summary}`,
    `  raw    ${runs.map((run) => run.value).join('  ')}`,
    `  floor  ${runs.map((run) => run.floor).join('  ')}`,
  ].join('\n');
}
