// A command line becomes a verb's arguments and flags, or Problems. node:util's parseArgs makes the tokens, and not citty, which DESIGN
// names: its parser takes any unknown flag silently, knows no repeated flags (--set), turns a missing value into empty text and prints
// its own errors, so that no Problem with "did you mean" could be made of them. Lazy verbs need no library.

import { parseArgs } from 'node:util';
import { failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import { usageOf } from './help.ts';
import { absent, type Flag, type Flags, kinds, readFlag, type SharedValues, sharedFlags } from './options.ts';
import { problem } from './problems.ts';
import type { VerbEntry } from './table.ts';
import type { Verb } from './verb.ts';

export interface Invocation {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly flags: Readonly<Record<string, unknown>> & SharedValues;
}

interface Surroundings {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

function tokensOf(argv: readonly string[], flags: Flags) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      { type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  const short = { short: 'h' };
  const all = { ...options, help: { type: 'boolean' as const, multiple: true, ...short } };
  return parseArgs({ args: [...argv], options: all, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Whether a switch is given, also in a line that does not parse: a Problem must know how to be printed. */
export function hasSwitch(argv: readonly string[], name: 'json' | 'quiet'): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes(`--${name}`);
}

/** Where the verb's name stands: the first argument that is no flag and no shared flag's value; -1 without one. */
export function verbPosition(argv: readonly string[]): number {
  return tokensOf(argv, sharedFlags).find((token) => token.kind === 'positional')?.index ?? -1;
}

/** A flag before the verb's name that is not one of the shared ones: what follows it can't be told from the verb. */
export function strayFlag(argv: readonly string[]): Problem | undefined {
  const position = verbPosition(argv);
  const stray = tokensOf(argv.slice(0, Math.max(0, position)), sharedFlags).find(
    (token) => token.kind === 'option' && !Object.hasOwn(sharedFlags, token.name),
  );
  return stray?.kind === 'option' ? unknownFlag(stray.rawName, '', sharedFlags) : undefined;
}

/** The entry of a name, or the Problem that names the nearest one. */
export function findVerb(name: string, verbs: readonly VerbEntry[]): Outcome<VerbEntry> {
  const found = verbs.find((entry) => entry.name === name);
  if (found) return ok(found);
  const words = new Map(verbs.flatMap((entry) => [entry.name, ...(entry.also ?? [])].map((word) => [word, entry.name] as const)));
  const word = nearest(name, words.keys());
  const near = word === undefined ? undefined : words.get(word);
  return failed(problem('unknown-verb', { verb: name, near }));
}

/** What is left of the line after the verb's name, read by the verb's own words. */
export function parse(argv: readonly string[], verb: Verb, surroundings: Surroundings): Outcome<Invocation> {
  const flags: Flags = { ...verb.flags, ...sharedFlags };
  const given = new Map<string, string[]>();
  const words: string[] = [];
  const problems: Problem[] = [];
  for (const token of tokensOf(argv, flags)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    const wrong = flag ? wrongUse(token, flag) : unknownFlag(token.rawName, verb.name, flags);
    if (wrong) problems.push(wrong);
    else given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? '']);
  }
  if (given.has('help')) return ok({ arguments: {}, flags: { ...defaults(flags), help: true } as unknown as Invocation['flags'] });
  const values = readFlags(verb, flags, given, surroundings, problems);
  const named = readArguments(verb, words, problems);
  return problems.length > 0 ? failed(...problems) : ok({ arguments: named, flags: values as Invocation['flags'] });
}

const defaults = (flags: Flags): Record<string, unknown> => Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, absent(flag)]));

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function wrongUse(token: OptionToken, flag: Flag): Problem | undefined {
  const placeholder = flag.value ?? kinds[flag.kind].placeholder;
  if (flag.kind === 'switch') {
    if (token.value === undefined) return undefined;
    return problem('bad-value', { from: token.rawName, value: token.value, expected: 'no value: it is there or not', example: token.rawName });
  }
  // A flag in the place of the value was not meant as one.
  const swallowed = !token.inlineValue && token.value !== undefined && /^--?[A-Za-z]/.test(token.value);
  return !token.value || swallowed ? problem('missing-value', { flag: token.rawName, placeholder }) : undefined;
}

function unknownFlag(flag: string, verb: string, flags: Flags): Problem {
  const name = nearest(flag.replace(/^-+/, ''), Object.keys(flags));
  return problem('unknown-flag', { verb, flag, near: name === undefined ? undefined : `--${name}` });
}

function readFlags(
  verb: Verb,
  flags: Flags,
  given: ReadonlyMap<string, readonly string[]>,
  { cwd, variables }: Surroundings,
  problems: Problem[],
): Readonly<Record<string, unknown>> {
  const values = defaults(flags);
  for (const [name, flag] of Object.entries(flags)) {
    const variable = flag.variable === undefined ? undefined : variables[flag.variable];
    const texts = given.get(name) ?? (variable ? [variable] : undefined);
    if (!texts) {
      if (flag.required && !problems.some((p) => p.code === 'cli/missing-value')) problems.push(missingFlag(verb, name, flag));
      continue;
    }
    values[name] = readFlag(flag, texts, cwd);
    if (values[name] === undefined) problems.push(badValue(given.has(name) ? `--${name}` : (flag.variable ?? name), texts, flag));
  }
  return values;
}

function missingFlag(verb: Verb, name: string, flag: Flag): Problem {
  return problem('missing-flag', { verb: verb.name, flag: `--${name}`, summary: flag.summary, example: exampleOf(verb) });
}

function badValue(from: string, texts: readonly string[], flag: Flag): Problem {
  const kind = kinds[flag.kind];
  const example = flag.kind === 'choice' ? (flag.of[0] ?? '') : kind.example;
  const expected = flag.kind === 'choice' ? `one of ${flag.of.join(', ')}` : kind.expected;
  return problem('bad-value', {
    from,
    value: texts.join(' '),
    expected,
    example: from.startsWith('--') ? `${from} ${example}` : `${from}=${example}`,
  });
}

function readArguments(verb: Verb, words: readonly string[], problems: Problem[]): Readonly<Record<string, unknown>> {
  const left = [...words];
  const values: Record<string, unknown> = {};
  for (const [name, positional] of Object.entries(verb.positionals)) {
    const taken = positional.repeat ? left.splice(0) : left.splice(0, 1);
    values[name] = positional.repeat ? taken : taken[0];
    if (positional.required && taken.length === 0 && problems.length === 0) {
      const { summary } = positional;
      problems.push(problem('missing-argument', { verb: verb.name, argument: name.toUpperCase(), summary, example: exampleOf(verb) }));
    }
  }
  const extra = left[0];
  if (extra !== undefined && problems.length === 0) {
    problems.push(problem('unexpected-argument', { verb: verb.name, argument: extra, usage: usageOf(verb) }));
  }
  return values;
}

const exampleOf = (verb: Verb): string => verb.examples[0]?.command ?? usageOf(verb);
