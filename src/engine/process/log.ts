// The lines a script says, kept up to a cap: by log(), the console, or its standard output. Written nowhere else.

import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format } from 'node:util';

const mostLines = 1000;
const mostCharacters = 100_000;

/** One script's lines. */
export interface Log {
  readonly say: (...values: readonly unknown[]) => void;
  /** What was said, and in a last line how much more there was. */
  readonly lines: () => readonly string[];
}

export function openLog(): Log {
  const kept: string[] = [];
  let characters = 0;
  let dropped = 0;
  const add = (line: string) => {
    if (kept.length >= mostLines || characters + line.length > mostCharacters) dropped++;
    else {
      kept.push(line);
      characters += line.length;
    }
  };
  return {
    say: (...values) => {
      for (const line of format(...values).split('\n')) add(line);
    },
    lines: () => (dropped ? [...kept, `… and ${dropped} more`] : [...kept]),
  };
}

/** The console and the standard streams of this process speak into the log from now on. */
export function speakInto(log: Log): void {
  const stream = () => {
    let begun = '';
    return new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        const lines = (begun + chunk.toString()).split('\n');
        begun = lines.pop() ?? '';
        for (const line of lines) log.say('%s', line);
        done();
      },
    });
  };
  const [out, error] = [stream(), stream()];
  Object.defineProperty(process, 'stdout', { value: out, configurable: true });
  Object.defineProperty(process, 'stderr', { value: error, configurable: true });
  Object.defineProperty(globalThis, 'console', { value: new Console({ stdout: out, stderr: error }), writable: true, configurable: true });
}
