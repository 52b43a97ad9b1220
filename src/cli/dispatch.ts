// From a command line to an exit code: find the verb, read its words, run it, print its end once. Knows no verb and no `process`.

import type { Effects, Problem } from '../base/index.ts';
import { jsonDocument, type Palette, renderProblem, type TextStream, terminalListener } from '../telemetry/index.ts';
import { verbDocument, verbHelp } from './help.ts';
import { findVerb, hasSwitch, type Invocation, parse, strayFlag, verbPosition } from './parse.ts';
import { problem } from './problems.ts';
import { generalHelp, type VerbEntry } from './table.ts';
import { type Context, endWith, type Verb, type VerbEnd } from './verb.ts';

/** What surrounds a command: the process, or a test. */
export interface Host {
  readonly verbs: readonly VerbEntry[];
  readonly version: () => string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly outPalette: Palette;
  readonly errorPalette: Palette;
  readonly width: number;
  /** stderr is a terminal whose line may be rewritten. */
  readonly interactive: boolean;
  readonly effects: Effects;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** 0 to 3 as the verb ended, 2 for a line that does not parse, 70 for a bug. */
export async function dispatch(argv: readonly string[], host: Host): Promise<number> {
  try {
    const { end, manner } = await answer(argv, host);
    print(end, manner, host);
    return end.exit;
  } catch (error) {
    return reportBug(error, argv, host);
  }
}

async function answer(argv: readonly string[], host: Host): Promise<{ end: VerbEnd; manner: Manner }> {
  const manner = { json: hasSwitch(argv, 'json'), quiet: hasSwitch(argv, 'quiet') };
  const position = verbPosition(argv);
  const name = argv[position];
  const rest = argv.filter((_, i) => i !== position);
  if (name === 'help') return { end: await help(rest, host), manner: { ...manner, quiet: false } };
  if (name === undefined && argv.includes('--version')) return { end: versionEnd(host), manner };
  if (name === undefined && argv.some((word) => word === '--help' || word === '-h'))
    return { end: generalEnd(host), manner: { ...manner, quiet: false } };

  const stray = strayFlag(argv);
  if (stray) return { end: endWith([stray]), manner };
  const bare = host.verbs.find((entry) => entry.bare);
  const found = name === undefined && bare ? ({ ok: true, value: bare } as const) : findVerb(name ?? '', host.verbs);
  if (!found.ok) return { end: endWith(found.problems), manner };
  const { verb } = await found.value.load();
  const parsed = parse(rest, verb, { cwd: host.cwd, variables: host.effects.variables });
  if (!parsed.ok) return { end: endWith(parsed.problems), manner };
  if (parsed.value.flags.help) return { end: helpEnd(verb, host), manner: { ...manner, quiet: false } };
  return { end: await runVerb(verb, parsed.value, host), manner };
}

async function runVerb(verb: Verb, invocation: Invocation, host: Host): Promise<VerbEnd> {
  const { quiet } = invocation.flags;
  const listener = terminalListener({
    stream: host.stderr,
    palette: host.errorPalette,
    interactive: host.interactive,
    quiet,
    monotonic: host.effects.monotonic,
  });
  const context: Context = {
    ...invocation,
    effects: host.effects,
    emit: listener.emit,
    palette: host.outPalette,
    width: host.width,
    interactive: host.interactive,
    cwd: host.cwd,
    signal: host.signal,
  };
  try {
    return await verb.run(context);
  } catch (error) {
    if (!interrupted(error, host.signal)) throw error;
    return endWith([problem('interrupted', { verb: verb.name })]);
  } finally {
    listener.close();
  }
}

function interrupted(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'));
}

function print(end: VerbEnd, { json, quiet }: Manner, host: Host): void {
  const problems = end.problems ?? [];
  if (json) {
    host.stdout.write(jsonDocument({ ...end.document, problems }));
    return;
  }
  const text = quiet ? end.summary : end.text;
  if (text !== '') host.stdout.write(`${text}\n`);
  printProblems(problems, host);
}

function printProblems(problems: readonly Problem[], host: Host): void {
  const options = { palette: host.errorPalette, width: host.stderr.columns ?? host.width };
  // the same Problem may stand in the way of several things; people read it once
  for (const text of new Set(problems.map((p) => renderProblem(p, options)))) host.stderr.write(`${text}\n`);
}

async function help(argv: readonly string[], host: Host): Promise<VerbEnd> {
  const name = argv[verbPosition(argv)];
  if (name === undefined) return generalEnd(host);
  const found = findVerb(name, host.verbs);
  return found.ok ? helpEnd((await found.value.load()).verb, host) : endWith(found.problems);
}

function helpEnd(verb: Verb, host: Host): VerbEnd {
  const text = verbHelp(verb, { palette: host.outPalette, width: host.width });
  return { document: verbDocument(verb), text, summary: text, exit: 0 };
}

function generalEnd(host: Host): VerbEnd {
  const text = generalHelp(host.verbs);
  const verbs = host.verbs.map(({ name, group, usage, summary, bare }) => ({ name, group, usage, summary, bare: bare === true }));
  return { document: { verbs }, text, summary: text, exit: 0 };
}

function versionEnd(host: Host): VerbEnd {
  const text = `trivet ${host.version()}`;
  return { document: { version: host.version() }, text, summary: text, exit: 0 };
}

/** Tells a thrown error as what it is, a bug; the stack only with TRIVET_DEBUG. Returns 70. */
export function reportBug(error: unknown, argv: readonly string[], host: Host): number {
  const message = error instanceof Error ? error.message : String(error);
  const command = ['trivet', ...argv].map((word) => (/^[\w./:=+,@-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  const bug = problem('bug', { message, version: host.version(), command });
  const stack = host.effects.variables.TRIVET_DEBUG && error instanceof Error ? error.stack : undefined;
  if (hasSwitch(argv, 'json')) host.stdout.write(jsonDocument({ problems: [{ ...bug, ...(stack ? { cause: stack } : {}) }] }));
  else {
    printProblems([bug], host);
    if (stack) host.stderr.write(`${stack}\n`);
  }
  return 70;
}
