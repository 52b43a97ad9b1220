// This process as a host: its streams, signals, effects and terminal. The one place that touches `process`, beside bin and main.

import { processEffects } from '../effects.ts';
import { palette } from '../telemetry/index.ts';
import { type Host, reportBug } from './dispatch.ts';
import type { VerbEntry } from './table.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether a stream gets colours: FORCE_COLOR says, else NO_COLOR (no-color.org), else whether it is a terminal. */
export function colourOf(stream: { readonly isTTY?: boolean }, variables: Variables): boolean {
  if (variables.FORCE_COLOR) return variables.FORCE_COLOR !== '0' && variables.FORCE_COLOR !== 'false';
  if (variables.NO_COLOR || variables.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

/** Cells of a line: the terminal's, else COLUMNS, else 80. */
export function widthOf(stream: { readonly columns?: number }, variables: Variables): number {
  const said = stream.columns ?? Number(variables.COLUMNS);
  return Number.isInteger(said) && said >= 20 ? said : 80;
}

export function processHost(version: () => string, verbs: readonly VerbEntry[]): Host {
  const { stdout, stderr, env } = process;
  // Whoever reads stdout may stop reading (`| head`): that is no failure.
  for (const stream of [stdout, stderr]) stream.on('error', (error: NodeJS.ErrnoException) => endOfStream(error));
  const host: Host = {
    verbs,
    version,
    stdout,
    stderr,
    outPalette: palette(colourOf(stdout, env)),
    errorPalette: palette(colourOf(stderr, env)),
    width: widthOf(stdout, env),
    interactive: stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI,
    effects: processEffects(),
    cwd: currentFolder(env),
    signal: interruption(stderr),
  };
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => process.exit(reportBug(error, process.argv.slice(2), host)));
  }
  return host;
}

/** A folder that was removed under the shell has no path of its own any more; its last name lets the verb say that it is not there. */
function currentFolder(variables: Variables): string {
  try {
    return process.cwd();
  } catch {
    return variables.PWD ?? '/';
  }
}

function endOfStream(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The first SIGINT or SIGTERM asks to stop, the second ends the process at once. */
function interruption(stderr: NodeJS.WriteStream): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    controller.abort(new DOMException(`interrupted by ${signal}`, 'AbortError'));
    if (stderr.isTTY) stderr.write('\nstopping at the next safe place; press Ctrl-C again to end at once\n');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** Sets the exit code; what a verb left open keeps the process for two seconds at most. */
export function endProcess(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), 2000).unref();
}
