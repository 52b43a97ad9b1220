// What following a fault through a product's graph needs: the graph, its tables as they are, how rules are asked of altered ones.

import type { Digest, Effects } from '../base/index.ts';
import type { Content, Engine, InputTable, Scripts, Surroundings } from '../engine/index.ts';
import type { Graph } from '../graph/index.ts';
import type { Output } from '../product/index.ts';

/** A table or model that was made on the way; a path that is to be removed, a kept table that is to be forgotten. */
export interface Made {
  readonly table: InputTable;
  readonly content?: Content | undefined;
  /** What it took to make, of SQL. */
  readonly seconds?: number | undefined;
  readonly path?: string | undefined;
  /** Of a model. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  readonly artifact?: Digest | undefined;
}

export interface GraphMeans {
  readonly engine: Engine;
  readonly scripts: Scripts;
  readonly surroundings: Surroundings;
  readonly effects: Pick<Effects, 'monotonic'>;
  readonly graph: Graph;
  /** Every table of the environment as it is, by the product's name. */
  readonly tables: Readonly<Record<string, InputTable>>;
  readonly outputs: readonly { readonly output: Output; readonly reads: readonly string[] }[];
  readonly temporary: (suffix?: string) => string;
  readonly remove: (path: string) => Promise<void>;
  /** Where the code lies on disk, for scripts. */
  readonly codeFolder: () => Promise<string>;
  /** Ids of rules that hold on the asset as it is and not on this table of it. */
  readonly failing: (asset: string, table: InputTable, altered: ReadonlyMap<string, InputTable>) => Promise<readonly string[]>;
  /** Assets with rules that read one of these tables. */
  readonly checkedAgainst: (altered: Iterable<string>) => readonly string[];
  /** Of an asset that is as it was: ids of rules that hold no longer, since they read an altered table. */
  readonly failingAgainst: (asset: string, altered: ReadonlyMap<string, InputTable>) => Promise<readonly string[]>;
  /** Ids of the rules about a model's metrics that these do not meet, and that were met. */
  readonly judge: (model: string, before: Readonly<Record<string, number>>, metrics: Readonly<Record<string, number>>) => readonly string[];
}
