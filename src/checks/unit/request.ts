// What unit tests are asked of: assets with their code, and what is known of the tables they read; and what came out of one.

import type { Effects, Outcome } from '../../base/index.ts';
import type { CodePlace, Column, Engine, Origin, Scripts, Surroundings } from '../../engine/index.ts';
import type { Scalar, ScriptAsset, UnitTest } from '../../product/index.ts';
import type { Cells } from './diff.ts';

/** Columns of a table that tests give rows of. */
export interface KnownColumns {
  readonly columns: readonly Column[];
  /** It has no others: a snapshot of it was seen. */
  readonly complete: boolean;
}

export interface SqlUnderTest {
  readonly kind: 'sql';
  /** The asset's SQL, and where it stands. */
  readonly sql: string;
  readonly origin?: Origin | undefined;
}

export interface ScriptUnderTest {
  readonly kind: 'table' | 'model';
  readonly code: CodePlace;
  readonly reads: ScriptAsset['reads'];
  /** The declared types of what it makes. */
  readonly columns: readonly Column[];
  /** Its files name the clock; else it is refused. */
  readonly clock: boolean;
  readonly settings: Readonly<Record<string, Scalar>>;
}

export interface AssetUnderTest {
  readonly asset: string;
  readonly makes: SqlUnderTest | ScriptUnderTest;
  /** Names of the tables it reads. */
  readonly reads: readonly string[];
  readonly tests: readonly UnitTest[];
  /** Columns of an input, where something is known of it. */
  readonly known: (name: string) => KnownColumns | undefined;
}

export interface UnitTestRequest {
  readonly engine: Pick<Engine, 'ask' | 'columns'>;
  readonly scripts: Pick<Scripts, 'tryRows' | 'tryModel'>;
  readonly effects: Pick<Effects, 'monotonic'>;
  readonly assets: readonly AssetUnderTest[];
  readonly surroundings: Surroundings;
  readonly signal?: AbortSignal | undefined;
}

/** What an asset made of a test's rows. */
export interface Actual {
  readonly columns: readonly Column[];
  readonly rows: readonly Cells[];
  /** There are more rows than were asked for. */
  readonly truncated: boolean;
  /** No row told what columns there are: a script that made none. */
  readonly open?: boolean | undefined;
  /** Of a model. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

/** A test that could not be asked, for reasons of its own; or what its asset made or why it failed. */
export type Tried =
  | { readonly asked: false; readonly problems: Outcome<never> & { readonly ok: false } }
  | { readonly asked: true; readonly made: Outcome<Actual> };

/** The clock a test sets, else the one around it. */
export const surroundingsOf = (test: UnitTest, { surroundings }: Pick<UnitTestRequest, 'surroundings'>): Surroundings =>
  test.clock === undefined ? surroundings : { ...surroundings, clock: test.clock };
