// A Problem is an expected failure as a value: what, where, what was expected, one command to try.
// Each room keeps a catalogue of its codes; the compiler refuses an unknown code or a missing parameter.

/** Who answers for a failure. The exit codes follow: data 1, development 2, operations 3. */
export type Leg = 'data' | 'development' | 'operations';

/** A place in a file. `line` and `column` count from 1; `source` is the text of that line, `length` the characters to mark. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly source?: string | undefined;
  readonly length?: number | undefined;
}

export interface Problem {
  /** `room/what`, e.g. `product/unknown-key`. */
  readonly code: string;
  readonly leg: Leg;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly at?: Place;
  /** What to do about it, with one command to try where there is one. */
  readonly remedy: string;
  readonly also?: readonly Problem[];
  /** The engine's or the system's own words. */
  readonly cause?: string;
}

/** A value, or the Problems that stand in its way. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failed = (...problems: readonly Problem[]): { readonly ok: false; readonly problems: readonly Problem[] } => ({
  ok: false,
  problems,
});

/** One line of a catalogue: fixed leg, and the texts as functions of the parameters. */
export interface ProblemEntry<P> {
  readonly leg: Leg;
  readonly severity?: 'error' | 'warning';
  readonly message: (parameters: P) => string;
  readonly remedy: (parameters: P) => string;
}

export const entry = <P>(e: ProblemEntry<P>): ProblemEntry<P> => e;

/** What a Problem may carry beside its parameters. `leg` overrides the entry's, for failures whose leg is computed. */
export interface ProblemDetails {
  readonly at?: Place | undefined;
  readonly also?: readonly Problem[] | undefined;
  readonly cause?: string | undefined;
  readonly leg?: Leg | undefined;
}

type Parameters<E> = E extends ProblemEntry<infer P> ? P : never;

/**
 * Makes a room's constructor of Problems from its catalogue.
 * @example const problem = catalogue('product', { 'not-found': entry<{ path: string }>({ … }) }); problem('not-found', { path })
 */
export function catalogue<const Room extends string, const Entries extends Record<string, ProblemEntry<never>>>(room: Room, entries: Entries) {
  return <Code extends keyof Entries & string>(code: Code, parameters: Parameters<Entries[Code]>, details: ProblemDetails = {}): Problem => {
    const e = entries[code] as unknown as ProblemEntry<Parameters<Entries[Code]>>;
    return {
      code: `${room}/${code}`,
      leg: details.leg ?? e.leg,
      severity: e.severity ?? 'error',
      message: e.message(parameters),
      ...(details.at ? { at: details.at } : {}),
      remedy: e.remedy(parameters),
      ...(details.also?.length ? { also: details.also } : {}),
      ...(details.cause ? { cause: details.cause } : {}),
    };
  };
}

/** The exit code of a set of Problems: the highest of operations 3, development 2, data 1; 0 without errors. */
export function exitCode(problems: Iterable<Problem>): 0 | 1 | 2 | 3 {
  const rank = { data: 1, development: 2, operations: 3 } as const;
  let code: 0 | 1 | 2 | 3 = 0;
  for (const p of problems) if (p.severity === 'error' && rank[p.leg] > code) code = rank[p.leg];
  return code;
}

/** The place of a character offset in a text, with its source line. */
export function placeAt(file: string, text: string, offset: number, length?: number): Place {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(0, start).split('\n').length;
  const source = text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  return { file, line, column: offset - start + 1, source, ...(length ? { length } : {}) };
}
