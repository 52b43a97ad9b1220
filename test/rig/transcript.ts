// Scenarios: a folder with a transcript.txt whose `$ ` lines are run in a copy of its product, and whose other lines they must print.
//
//   # template: airport-delays      optional, first: start from this template; the folder's product/ is laid over it
//   $ trivet plan                   any shell line; `trivet` is the built command; each line starts in the product's folder
//   > …                             directly below: more lines of the same command (a here-document)
//   what it printed, stdout and stderr as they came, and last `[exit 2]` if it was not 0
//
// UPDATE=1 writes what was printed into the file.

import { spawn } from 'node:child_process';
import { chmodSync, closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { productFolder, root, temporaryFolder } from './folder.ts';
import { normaliser } from './normalise.ts';
import { cleanEnvironment, ensureBuilt, program } from './trivet.ts';

interface Block {
  /** Comment and blank lines before the command, kept as they are. */
  readonly before: readonly string[];
  readonly command: string;
  readonly output: readonly string[];
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}

/** The blocks of a transcript. Lines before the first command are its opening words; a `# ` line after a blank one opens the next block. */
function parse(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let before: string[] = [];
  let current: { before: string[]; command: string; output: string[] } | undefined;
  let continues = false;
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) {
      current = { before, command: line.slice(2), output: [] };
      blocks.push(current);
      before = [];
      continues = true;
    } else if (continues && current && line.startsWith('> ')) current.command += `\n${line.slice(2)}`;
    else {
      continues = false;
      const opens = current && line.startsWith('# ') && current.output.at(-1) === '';
      if (!current || opens || before.length) before.push(line);
      else current.output.push(line);
    }
  }
  return blocks.map((block) => ({ ...block, output: trimmed(block.output) }));
}

function print(blocks: readonly Block[]): string {
  const texts = blocks.map(({ before, command, output }) => [...before, `$ ${command.replaceAll('\n', '\n> ')}`, ...output].join('\n'));
  return `${texts.join('\n\n')}\n`;
}

/** Puts `trivet` first in a PATH of its own. */
function pathWithTrivet(command: string): string {
  const bin = temporaryFolder();
  const file = join(bin, 'trivet');
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`);
  chmodSync(file, 0o755);
  return [bin, process.env.PATH ?? ''].join(delimiter);
}

interface World {
  readonly folder: string;
  readonly path: string;
}

/** Both streams go to one file, so that their order is what a terminal would have shown. */
function run(command: string, world: World): Promise<readonly string[]> {
  const file = join(temporaryFolder(), 'output');
  const output = openSync(file, 'a');
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], {
      cwd: world.folder,
      env: cleanEnvironment({ PATH: world.path }),
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      resolve([...trimmed(lines), ...(code === 0 ? [] : [`[${signal ?? `exit ${code}`}]`])]);
    });
  });
}

function productOf(scenario: string, blocks: readonly Block[]): string {
  const template = /^# template: (\S+)$/m.exec(blocks[0]?.before.join('\n') ?? '')?.[1];
  const folder = productFolder(template ?? {});
  const own = join(scenario, 'product');
  if (existsSync(own)) cpSync(own, folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface Transcript {
  /** As the file has it, with the commands' outputs normalised. */
  readonly expected: string;
  readonly actual: string;
}

/** Runs a scenario's commands in order. `command`: the script that `trivet` starts, the built one unless said. */
export async function transcript(scenario: string, command?: string): Promise<Transcript> {
  if (command === undefined) ensureBuilt();
  const file = join(scenario, 'transcript.txt');
  const blocks = parse(readFileSync(file, 'utf8'));
  if (blocks.length === 0) throw new Error(`${file} has no line that begins with "$ "`);
  const folder = productOf(scenario, blocks);
  const world = { folder, path: pathWithTrivet(command ?? program) };
  const normalise = normaliser({ '<product>': folder, '<trivet>': root });
  const actual: Block[] = [];
  for (const block of blocks) actual.push({ ...block, output: normalise((await run(block.command, world)).join('\n')).split('\n') });
  const printed = print(actual.map((block) => ({ ...block, output: trimmed(block.output) })));
  if (process.env.UPDATE === '1' && process.env.CI !== 'true') writeFileSync(file, printed);
  return { expected: print(blocks), actual: printed };
}
