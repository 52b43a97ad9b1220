// One fault on its way through the graph: what is altered, who has noticed, what could not be built.

import type { InputTable } from '../engine/index.ts';
import type { Output } from '../product/index.ts';
import type { Digests } from './difference.ts';
import type { GraphMeans, Made } from './graph-means.ts';
import type { Altered, Sees } from './reach.ts';
import type { Caught, Fault } from './rehearsal.ts';
import type { Going } from './subject.ts';

/** What is built of one fault. */
export interface Walk extends Going {
  readonly fault: Fault;
  /** Tables other than without the fault, by name. */
  readonly altered: Map<string, Altered>;
  readonly caught: Caught[];
  readonly changed: string[];
  readonly notRun: Set<string>;
  /** Assets that could not be built, and what would be built from them. */
  readonly broken: Set<string>;
  /** To be let go at the end. */
  readonly made: Made[];
}

/** What every walk shares. */
export interface WalkMeans extends GraphMeans {
  /** Made without a fault, once. */
  readonly plain: (name: string, make: () => Promise<Made | undefined>) => Promise<Made | undefined>;
  readonly queryOf: (output: Output, reads: readonly string[]) => Promise<string | undefined>;
  readonly sees: Sees;
  readonly digests: Digests;
}

/** An asset's tables: those it reads, altered where the fault has reached them. */
export function tablesOf(reads: readonly string[], walk: Pick<Walk, 'altered'> | undefined, { tables }: GraphMeans): Record<string, InputTable> {
  return Object.fromEntries(
    reads.flatMap((name) => {
      const table = walk?.altered.get(name)?.table ?? tables[name];
      return table ? [[name, table] as const] : [];
    }),
  );
}

/** Whether something that it reads is another, or is not known. */
export const touched = (walk: Walk, name: string): boolean => walk.altered.has(name) || walk.notRun.has(name) || walk.broken.has(name);

/** The tables that are other than without the fault. */
export const alteredTables = ({ altered }: Walk): ReadonlyMap<string, InputTable> => new Map([...altered].map(([name, { table }]) => [name, table]));
