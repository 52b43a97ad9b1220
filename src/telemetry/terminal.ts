// Listens to events and tells them on stderr: one status line, rewritten while work goes on; who is waited for; what happens to a service.
// Problems are not told here but for a service's, which has no end: whoever prints the end of a verb prints them.

import type { Event, ServiceEvent } from '../base/index.ts';
import type { Palette } from './palette.ts';
import { count, duration, instant } from './quantity.ts';
import { serviceLines } from './service.ts';
import { cut, printable, stringWidth } from './width.ts';

/** What is needed of a stream; `process.stderr` is one. */
export interface TextStream {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

export interface TerminalOptions {
  readonly stream: TextStream;
  readonly palette: Palette;
  /** The stream is a terminal whose line may be rewritten. */
  readonly interactive: boolean;
  /** No status line; waiting is told all the same, or it would look like a hang. */
  readonly quiet: boolean;
  /** Monotonic milliseconds, for what has elapsed. */
  readonly monotonic: () => number;
}

export interface TerminalListener {
  readonly emit: (event: Event) => void;
  /** Takes the status line away, so that something else may be printed; it comes back while work goes on. */
  readonly clear: () => void;
  /** Takes it away for good. */
  readonly close: () => void;
}

/** Milliseconds between two looks; work that ends sooner shows no line at all. */
const beat = 120;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clearLine = '\r\u001b[2K';

interface Progress {
  readonly running: Map<string, string>;
  done: number;
  of: number;
  failed: number;
  started: number;
  note: string;
}

export function terminalListener(options: TerminalOptions): TerminalListener {
  const live = options.interactive && !options.quiet;
  const progress: Progress = { running: new Map(), done: 0, of: 0, failed: 0, started: options.monotonic(), note: '' };
  const told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;
  let shown = false;
  let closed = false;

  const clear = (): void => {
    if (shown) options.stream.write(clearLine);
    shown = false;
  };
  const draw = (): void => {
    const line = statusLine(progress, options, frames[frame++ % frames.length] ?? '');
    if (line === '') clear();
    else options.stream.write(clearLine + line);
    shown = line !== '';
  };
  return {
    emit(event) {
      if (closed) return;
      if (event.kind === 'waiting' && !told.has(event.holder)) {
        told.add(event.holder);
        clear();
        options.stream.write(`${options.palette.warn('waiting')} for ${printable(event.holder)}, at work since ${instant(event.since)}\n`);
      }
      if (isOfService(event)) {
        if (options.quiet && event.kind !== 'trouble') return;
        clear();
        options.stream.write(`${serviceLines(event, { palette: options.palette, width: options.stream.columns ?? 80 })}\n`);
        return;
      }
      advance(progress, event, options.monotonic());
      if (live && !timer) timer = setInterval(draw, beat).unref();
    },
    clear,
    close() {
      closed = true;
      clearInterval(timer);
      clear();
    },
  };
}

/** They carry the time at which they happened, and are told in lines that stay. */
const isOfService = (event: Event): event is ServiceEvent => 'at' in event;

function advance(progress: Progress, event: Exclude<Event, ServiceEvent>, now: number): void {
  switch (event.kind) {
    case 'run-started':
      progress.running.clear();
      Object.assign(progress, { done: 0, of: event.stages, failed: 0, started: now, note: '' });
      break;
    case 'stage-started':
      progress.running.set(event.asset, event.stage);
      break;
    case 'stage-finished':
      progress.running.delete(event.asset);
      progress.done += 1;
      if (event.outcome === 'failed') progress.failed += 1;
      break;
    case 'replay':
      Object.assign(progress, { done: event.done, of: event.of, note: `replaying ${event.what}` });
      break;
    case 'step':
      Object.assign(progress, { done: event.done, of: event.of, note: event.what });
      break;
    case 'published':
      progress.note = `published release ${event.release} of ${event.environment}`;
      break;
    case 'waiting':
      progress.note = `waiting for ${event.holder}`;
      break;
    case 'problem':
      break;
  }
}

/** "⠹ hourly build, departures check · 3 of 12 · 1 failed · 4.2 s"; empty where nothing is under way. */
function statusLine(progress: Progress, options: TerminalOptions, sign: string): string {
  const { palette } = options;
  const running = [...progress.running].map(([asset, stage]) => `${asset} ${stage}`);
  const what = printable(running.length > 0 ? running.join(', ') : progress.note);
  if (what === '') return '';
  const parts = [
    ...(progress.of > 0 ? [`${count(Math.min(progress.done, progress.of))} of ${count(progress.of)}`] : []),
    ...(progress.failed > 0 ? [palette.bad(`${count(progress.failed)} failed`)] : []),
    duration((options.monotonic() - progress.started) / 1000),
  ];
  const tail = parts.map((part) => ` · ${part}`).join('');
  const room = Math.max(20, (options.stream.columns ?? 80) - 1);
  return `${palette.dim(sign)} ${cut(what, Math.max(8, room - stringWidth(tail) - 2))}${palette.dim(tail)}`;
}
