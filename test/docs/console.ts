// The console blocks of a page, run in order in one product folder, and the page written again with what they printed.
//
//   <!-- folder: empty -->           once, before the first block: an empty folder; else a fresh airport-delays
//   <!-- before: shell line -->      what the reader need not see; it must end with 0; `rehearsed` stands for a `trivet rehearse` that found enough
//   ```console
//   $ trivet plan                    any shell line; `trivet` is the built command; lines that begin with `> ` go on with it
//   what it printed, at a width of 80; a line `…` stands for any number of lines; last `[exit 2]` where it was not 0
//   ```

import { spawn } from 'node:child_process';
import { chmodSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cleanEnvironment, ensureBuilt, normaliser, productFolder, program, root, temporaryFolder } from '../rig/index.ts';

/** How the folder is called in the pages. */
const shownFolder = '/home/ada/airport-delays';
const elided = '…';

interface World {
  readonly folder: string;
  readonly path: string;
}

interface Printed {
  readonly lines: readonly string[];
  readonly exit: string;
}

function worldOf(page: string): World {
  ensureBuilt();
  const bin = temporaryFolder();
  writeFileSync(join(bin, 'trivet'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  writeFileSync(join(bin, 'rehearsed'), `#!/bin/sh\nexec "${process.execPath}" --no-warnings "${join(root, 'test/rig/rehearsed.ts')}"\n`);
  for (const name of ['trivet', 'rehearsed']) chmodSync(join(bin, name), 0o755);
  const folder = page.includes('<!-- folder: empty -->') ? temporaryFolder() : productFolder('airport-delays');
  return { folder, path: [bin, process.env.PATH ?? ''].join(delimiter) };
}

function run(command: string, { folder, path }: World): Promise<Printed> {
  const file = join(temporaryFolder(), 'output');
  const output = openSync(file, 'a');
  return new Promise((resolve, reject) => {
    const env = cleanEnvironment({ PATH: path, TRIVET_USER: 'ada' });
    const child = spawn('/bin/sh', ['-c', command], { cwd: folder, env, stdio: ['ignore', output, output] });
    closeSync(output);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = readFileSync(file, 'utf8').replaceAll(folder, shownFolder);
      resolve({ lines: text.trimEnd() === '' ? [] : text.trimEnd().split('\n'), exit: code === 0 ? '' : `[${signal ?? `exit ${code}`}]` });
    });
  });
}

/** The page with each block's output as it came now. */
export async function rerun(page: string): Promise<string> {
  const world = worldOf(page);
  const parts = page.split(/(^<!-- before: .* -->$|^```console\n[\s\S]*?^```$)/m);
  const written: string[] = [];
  for (const part of parts) {
    const [, setup] = /^<!-- before: (.*) -->$/.exec(part) ?? [];
    const block = part.startsWith('```console\n');
    if (setup !== undefined) {
      const end = await run(setup, world);
      if (end.exit) throw new Error(`${setup} ended with ${end.exit}:\n${end.lines.join('\n')}`);
    }
    written.push(block ? await rerunBlock(part, world) : part);
  }
  return written.join('');
}

async function rerunBlock(block: string, world: World): Promise<string> {
  const body = block.split('\n').slice(1, -1);
  const starts = body.flatMap((line, i) => (line.startsWith('$ ') ? [i] : []));
  const written: string[] = [];
  for (const [n, start] of starts.entries()) {
    const lines = body.slice(start, starts[n + 1]);
    const last = lines.findLastIndex((line) => line !== '');
    const own = lines.slice(0, last + 1);
    const continued = own.slice(1).findIndex((line) => !line.startsWith('> '));
    const head = own.slice(0, continued < 0 ? undefined : continued + 1);
    const { lines: printed, exit } = await run(head.map((line) => line.slice(2)).join('\n'), world);
    const expected = own.slice(head.length).filter((line) => !/^\[exit \d+\]$/.test(line));
    written.push(...head, ...shortened(printed, expected), ...(exit ? [exit] : []), ...lines.slice(last + 1));
  }
  return ['```console', ...written, '```'].join('\n');
}

/** What was printed, with as many lines at its beginning and end as the page shows around a line `…`. */
function shortened(printed: readonly string[], expected: readonly string[]): readonly string[] {
  const at = expected.findIndex((line) => line.trim() === elided);
  if (at < 0) return printed;
  const after = expected.length - at - 1;
  return [...printed.slice(0, at), expected[at] ?? elided, ...(after ? printed.slice(-after) : [])];
}

/** A page as it is compared: real times, durations, digests and the widths of columns that hold them left out; the port, how often and how long a service was asked. */
export function comparable(page: string): string {
  return (
    normaliser()(page)
      .replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:#')
      .replace(/\b\d[\d,]* answers?\b/g, '# answers')
      .replace(/(no data +)[A-Z][a-z]{2} \d\d:\d\d/g, '$1#')
      // of answers whose latency is real: a budget, its window
      .replace(/[·▁-▏]{6} +\d+ % +[·▁-▏]{15}/g, '# %')
      // sums of floats may be added in another order
      .replace(/(\d\.\d{8})\d+/g, '$1')
      .replace(/ {2,}/g, '  ')
      .replace(/─+/g, '─')
  );
}
