// What the page is made of, handed in by whoever owns the service, so that this room reads only the store.

import type { Digest, Instant, Problem } from '../base/index.ts';
import type { PromiseReport } from '../operations/index.ts';
import type { Product } from '../product/index.ts';
import type { StoreReader } from '../store/index.ts';

export interface PageNode {
  readonly name: string;
  readonly kind: 'source' | 'sql' | 'script' | 'model' | 'output';
  /** For an output `output:NAME`, else the name. */
  readonly id: string;
  /** Ids. */
  readonly reads: readonly string[];
}

/** One statement of what must be true, in words. */
export interface PageRule {
  /** As check runs and rehearsals name it. */
  readonly id: string;
  readonly asset: string;
  readonly expectation: string;
  readonly severity: 'error' | 'warning';
  /** The file that says it. */
  readonly file: string;
  /** The query that finds what offends, or the value that is judged: as somebody wrote it, else as the planner would; null where there is none. */
  readonly query: string | null;
}

export interface PageWorld {
  readonly environment: string;
  /** The folder looked at, for empty states. */
  readonly folder: string;
  readonly store: StoreReader;
  readonly clock: () => Instant;
  /** Of the live release; undefined before the first. */
  product(): Promise<Product | undefined>;
  /** Every rule of the live release, in the order it is declared. */
  rules(): Promise<readonly PageRule[]>;
  /** Names the checks and the code of the live release as a rehearsal's record does; undefined: not known. */
  rehearsalKey(): Promise<Digest | undefined>;
  /** Of the live release. */
  graph(): Promise<readonly PageNode[]>;
  /** What differs between the folder and the live release. */
  differs(): Promise<readonly { readonly path: string; readonly change: 'added' | 'changed' | 'removed' }[]>;
  promises(): Promise<PromiseReport>;
  /** From the service itself; see Serving.figures. */
  figures(): readonly { readonly minute: number; readonly requests: number; readonly errors: number; readonly p99: number | null }[];
  /** What the service is doing: building, engine down, last scheduled run. */
  service(): {
    readonly url: string;
    readonly release: number | undefined;
    readonly ready: boolean;
    readonly building: boolean;
    readonly problems: readonly Problem[];
  };
  /** Calls back when something moved: release, run, sample, build. Returns the way to stop. */
  onChange(listener: () => void): () => void;
}
