// The shape of the verbs' table, and the help of all of them. Kept free of other imports: `trivet --help` loads only this and main.

import type { Verb } from './verb.ts';

export type Group = 'build' | 'look' | 'release' | 'when it breaks';

export interface VerbEntry {
  readonly name: string;
  readonly group: Group;
  /** How its arguments look: "ASSET", "[SELECTOR…]". */
  readonly usage: string;
  readonly summary: string;
  /** Words people use for it elsewhere; "did you mean" knows them. */
  readonly also?: readonly string[];
  /** It is what `trivet` alone does. */
  readonly bare?: true;
  readonly load: () => Promise<{ readonly verb: Verb }>;
}

const groups: readonly Group[] = ['build', 'look', 'release', 'when it breaks'];

/** The help of all verbs: at most 30 lines, at most 80 wide. */
export function generalHelp(table: readonly VerbEntry[]): string {
  const label = (entry: VerbEntry): string => (entry.bare ? '(trivet alone)' : `${entry.name} ${entry.usage}`.trimEnd());
  const column = Math.max(...table.map((entry) => label(entry).length)) + 2;
  const lines = ['trivet carries a data product from problem to operation.', 'usage: trivet [VERB] [ARGUMENTS] [FLAGS]'];
  for (const group of groups) {
    const entries = table.filter((entry) => entry.group === group);
    if (entries.length > 0) lines.push('', group, ...entries.map((entry) => `  ${label(entry).padEnd(column)}${entry.summary}`));
  }
  return [...lines, '', ...flagLines].join('\n');
}

const flagLines = [
  'flags of every verb: --json --quiet --product DIR --environment NAME --store DIR',
  '  --clock T --set engine.NAME=VALUE --wait DURATION --help; trivet help VERB',
];
