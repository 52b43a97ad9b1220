// npm run mutants [-- ROOM…] [--fresh]: changes the code of a room, mutant by mutant, and prints how many its tests notice.
// Ends with 1 if a room stays below the threshold of stryker.config.ts. What was found before is not run again where neither the mutant's file nor
// its tests changed; a change elsewhere is not seen, so nights run --fresh.

import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import config from '../../stryker.config.ts';
import { type Room, rooms } from './rooms.ts';
import { scoreLine, scoreOf, sumOf, type Tally, tallyOf } from './score.ts';

interface Request {
  readonly chosen: readonly Room[];
  readonly fresh: boolean;
}

/** A text instead of a request says what is wrong with the arguments. */
function requestOf(args: readonly string[]): Request | string {
  let parsed: ReturnType<typeof parseArgs<{ options: { fresh: { type: 'boolean' } }; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options: { fresh: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const unknown = positionals.filter((name) => !rooms.some((room) => room.name === name));
  if (unknown.length) return `no room ${unknown.join(', ')}: there are ${rooms.map((room) => room.name).join(', ')}`;
  return { chosen: positionals.length ? rooms.filter((room) => positionals.includes(room.name)) : rooms, fresh: values.fresh ?? false };
}

// Taken before Stryker is asked: it merges what it is given into the configuration's own object.
const least = config.thresholds.break;

async function measure({ name, mutate, tests }: Room, fresh: boolean): Promise<Tally> {
  const stryker = new Stryker({
    configFile: 'stryker.config.ts',
    mutate: [...mutate],
    vitest: { ...config.vitest, dir: tests },
    force: fresh,
    incrementalFile: `reports/mutants/${name}.incremental.json`,
    htmlReporter: { fileName: `reports/mutants/${name}.html` },
    jsonReporter: { fileName: `reports/mutants/${name}.json` },
    reporters: ['html', 'json', ...(process.stdout.isTTY ? ['progress'] : [])],
  });
  return tallyOf(await stryker.runMutationTest());
}

async function main(args: readonly string[]): Promise<number> {
  const request = requestOf(args);
  if (typeof request === 'string') {
    process.stderr.write(`${request}\n`);
    return 2;
  }
  const tallies: Tally[] = [];
  for (const room of request.chosen) {
    const tally = await measure(room, request.fresh);
    tallies.push(tally);
    process.stdout.write(`${scoreLine(room.name, tally)}\n`);
  }
  if (tallies.length > 1) process.stdout.write(`${scoreLine('total', sumOf(tallies))}\n`);
  process.stdout.write('each mutant: reports/mutants/ROOM.html\n');
  return tallies.some((tally) => (scoreOf(tally) ?? 100) < least) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
