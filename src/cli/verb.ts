// What a verb is: its words for help, its arguments and flags, and one function from a context to an end. No verb prints.

import { type Effects, type Emit, exitCode, type Problem } from '../base/index.ts';
import type { Palette } from '../telemetry/index.ts';
import type { Flags, SharedValues, Values } from './options.ts';

export interface Positional {
  readonly summary: string;
  readonly required?: true;
  /** Takes all that are left; only the last one may. */
  readonly repeat?: true;
}

/** By name in lower case, in the order they are written; help prints the names in capitals. */
export type Positionals = Readonly<Record<string, Positional>>;

type ArgumentOf<P> = P extends { readonly repeat: true } ? readonly string[] : P extends { readonly required: true } ? string : string | undefined;
export type Arguments<P extends Positionals> = { readonly [Name in keyof P]: ArgumentOf<P[Name]> };

export interface Context<A = Readonly<Record<string, unknown>>, F = Readonly<Record<string, unknown>>> {
  readonly arguments: A;
  /** The verb's own flags and the shared ones. */
  readonly flags: F & SharedValues;
  readonly effects: Effects;
  readonly emit: Emit;
  /** For stdout: whoever renders text for the end uses this palette and width. */
  readonly palette: Palette;
  readonly width: number;
  readonly interactive: boolean;
  readonly cwd: string;
  /** Ends with the first SIGINT or SIGTERM: stop at the next safe place and say what was done. */
  readonly signal: AbortSignal;
}

/** What a verb ends with. main prints either the document or the texts. */
export interface VerbEnd {
  /** What --json prints, with `problems` added: any JSON-like object (see jsonDocument). */
  readonly document: object;
  /** For people, without a final newline. */
  readonly text: string;
  /** What --quiet prints instead of the text. */
  readonly summary: string;
  readonly exit: 0 | 1 | 2 | 3;
  readonly problems?: readonly Problem[];
}

export interface Example {
  readonly command: string;
  readonly why: string;
}

interface VerbWords<P extends Positionals, F extends Flags> {
  readonly name: string;
  /** One line of help, lower case, without a full stop. */
  readonly summary: string;
  /** A paragraph for `trivet help VERB`. */
  readonly details?: string;
  readonly positionals: P;
  /** Own flags; none may have the name of a shared one. */
  readonly flags: F;
  readonly examples: readonly Example[];
}

/** A verb as main sees it. */
export interface Verb extends VerbWords<Positionals, Flags> {
  run(context: Context): Promise<VerbEnd>;
}

/** Makes a verb whose `run` sees the types of its own arguments and flags: `export const verb = defineVerb({ … })`. */
export function defineVerb<const P extends Positionals, const F extends Flags>(
  definition: VerbWords<P, F> & { run(context: Context<Arguments<P>, Values<F>>): Promise<VerbEnd> },
): Verb {
  return definition;
}

/** The end of a verb that could not do its work; `document` says what can be said all the same. */
export function endWith(problems: readonly Problem[], document: object = {}): VerbEnd {
  return { document, text: '', summary: '', exit: exitCode(problems), problems };
}
