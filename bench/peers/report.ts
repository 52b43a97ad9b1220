// What the comparison found, as the document that is kept and as a table for people. Measures nothing.

import { median } from '../measure.ts';
import type { Cost } from './ask.ts';
import { trivet } from './tools.ts';

export const setNames = ['passing', 'violating'] as const;
export type SetName = (typeof setNames)[number];

export interface ToolResult {
  readonly tool: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly licence: string;
  readonly by: string;
  /** In the order in which they were run. */
  readonly runs: Readonly<Record<SetName, readonly Cost[]>>;
  /** Verdicts that are not the expected ones, in words. */
  readonly wrong: readonly string[];
}

export interface Comparison {
  readonly date: string;
  readonly machine: { readonly system: string; readonly processors: number; readonly model: string; readonly memory: number };
  readonly runtimes: { readonly node: string; readonly python: string };
  readonly rows: number;
  readonly bytes: number;
  readonly turns: number;
  readonly checks: readonly string[];
  readonly tools: readonly ToolResult[];
  /** Tools that were not measured, and why. */
  readonly left: Readonly<Record<string, string>>;
}

const measures = ['wall', 'cpu', 'memory'] as const;

/** The medians, each on its own. */
export function medians(runs: readonly Cost[]): Cost {
  const of = (measure: keyof Cost) => median(runs.map((run) => run[measure]));
  return { wall: of('wall'), cpu: of('cpu'), memory: of('memory') };
}

/** Where another tool needs less than Trivet: said first, since the winners' table is read for the opposite. */
export function losses({ tools }: Comparison): readonly string[] {
  const own = tools.find(({ tool }) => tool === trivet);
  if (!own) return [];
  return setNames.flatMap((set) => {
    const mine = medians(own.runs[set]);
    return tools.flatMap(({ tool, runs }) => {
      const theirs = medians(runs[set]);
      const less = measures.filter((measure) => theirs[measure] < mine[measure]);
      return less.map((measure) => `${set}: ${tool} needs ${(theirs[measure] / mine[measure]).toFixed(2)} of Trivet's ${words[measure]}`);
    });
  });
}

const words = { wall: 'time on the clock', cpu: 'processor time', memory: 'memory' } as const;

function line(result: ToolResult, set: SetName, own: Cost | undefined): readonly string[] {
  const { wall, cpu, memory } = medians(result.runs[set]);
  const ratios = own ? [wall / own.wall, cpu / own.cpu, memory / own.memory].map((ratio) => `${ratio.toFixed(2)}×`) : ['-', '-', '-'];
  const versions = Object.entries(result.versions).map(([name, version]) => (name === result.tool ? version : `${name} ${version}`));
  return [result.tool, wall.toFixed(2), cpu.toFixed(2), (memory / 2 ** 20).toFixed(0), ...ratios, versions.join(', ')];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, cell.length)), []);
  return rows.map((row) =>
    `  ${row.map((cell, at) => (at === 0 || at > 6 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`.trimEnd(),
  );
}

export function comparisonText(comparison: Comparison): string {
  const { rows, bytes, turns, checks, tools, left, machine, runtimes } = comparison;
  const own = tools.find(({ tool }) => tool === trivet);
  const head = ['tool', 'wall s', 'cpu s', 'MiB', 'wall', 'cpu', 'memory', 'versions'];
  const sets = setNames.flatMap((set) => {
    const mine = own && medians(own.runs[set]);
    const sorted = tools.toSorted((a, b) => medians(a.runs[set]).wall - medians(b.runs[set]).wall);
    const raw = tools.map(({ tool, runs }) => `  ${tool}: ${runs[set].map(({ wall, cpu }) => `${wall.toFixed(2)}/${cpu.toFixed(2)}`).join('  ')}`);
    return [
      '',
      `${set} data, medians, and beside them as multiples of Trivet`,
      ...table([head, ...sorted.map((one) => line(one, set, mine))]),
      ' raw, wall/cpu s',
      ...raw,
    ];
  });
  const lost = losses(comparison);
  const wrong = tools.flatMap(({ tool, wrong }) => wrong.map((text) => `  ${tool}: ${text}`));
  return [
    `${checks.length} checks of ${rows} rows (${(bytes / 2 ** 20).toFixed(1)} MiB Parquet), ${turns} turns, each in a process of its own`,
    `${machine.system}, ${machine.processors} × ${machine.model}, node ${runtimes.node}, python ${runtimes.python}`,
    ...sets,
    '',
    ...(own
      ? [lost.length ? 'losses of Trivet' : 'no losses of Trivet', ...lost.map((text) => `  ${text}`)]
      : ['without Trivet there are no ratios and no losses']),
    ...(wrong.length ? ['verdicts that differ from what the data are', ...wrong] : ['all verdicts are the same, and those that the data deserve']),
    ...Object.entries(left).map(([tool, why]) => `not measured: ${tool}, ${why}`),
    'licences and how each was asked',
    ...tools.map(({ tool, licence, by }) => `  ${tool}: ${licence}; ${by}`),
  ].join('\n');
}
