// What a rehearsal needs of a dbt project: relations in the order they are made, and tests as questions. Says nothing of where the data lies.

/** A table or view of the project. */
export interface DbtRelation {
  /** dbt's unique id. */
  readonly id: string;
  /** As people say it: a source with its source's name (`raw.trips`), anything else by its own. */
  readonly label: string;
  /** As a test's SQL says it: `source('raw', 'trips')`, `ref('ports')`. */
  readonly said: string;
  readonly kind: 'source' | 'seed' | 'snapshot' | 'model';
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  /** What makes it; absent of sources, seeds and snapshots, and where `held` says why. */
  readonly sql?: string | undefined;
  /** Ids of relations, those behind ephemeral models included. */
  readonly reads: readonly string[];
  /** Why a model is not made again: it is read as it stands. */
  readonly held?: string | undefined;
  /** The yaml that describes it, relative to the project. */
  readonly file?: string | undefined;
}

/** A generic or singular test. */
export interface DbtTest {
  readonly id: string;
  /** dbt's own name for it, by which its log speaks. */
  readonly name: string;
  /** The test's type, with its package: `not_null`, `dbt_utils.expression_is_true`; of a singular test absent. */
  readonly type?: string | undefined;
  readonly column?: string | undefined;
  /** The relation it is about. */
  readonly about: string;
  readonly reads: readonly string[];
  readonly severity: 'error' | 'warn';
  /** One row of two booleans: whether it should warn, and whether it should fail. */
  readonly sql: string;
}

export interface DbtProject {
  readonly name: string;
  readonly adapter: string;
  /** Of dbt. */
  readonly version: string;
  /** The manifest, as it was named. */
  readonly file: string;
  /** Each after those it reads. */
  readonly relations: readonly DbtRelation[];
  readonly tests: readonly DbtTest[];
  /** Ids of relations that exposures depend on. */
  readonly exposed: ReadonlySet<string>;
  /** Tests without SQL, switched off or about something that is not there, each with its reason. */
  readonly notAsked: readonly { readonly test: string; readonly why: string }[];
}
