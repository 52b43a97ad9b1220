// The week as a list of steps: what happens in the world, which command is run, how it must end. The demo prints it, a test asserts it.

import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface Verdict {
  readonly kind: string;
  readonly legs: readonly string[];
  /** A text that one of the causes' file, from or to must hold. */
  readonly cause: string;
}

export interface Step {
  /** What happens before the command, for the reader: a line of its own. */
  readonly say?: string;
  /** The same in a few words, behind the command. */
  readonly note?: string;
  readonly happens?: (folder: string) => Promise<void>;
  /** Words after `trivet`. */
  readonly command: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly exit: number;
  /** For `why`: what its JSON must say. */
  readonly verdict?: Verdict;
  /** The live release after the step. */
  readonly live?: number;
}

export const morning = (day: string): string => `${day}T06:00:00-08:00`;
const flights = (day: string) => `data/flights/${day}.parquet`;

export const deliver = (day: string) => async (folder: string) => copyFile(join(folder, `deliveries/${day}.parquet`), join(folder, flights(day)));

/** The day's file with delays in seconds: a sender who changed a unit. */
const deliverInSeconds = (day: string) => async (folder: string) => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const [from, to] = [join(folder, `deliveries/${day}.parquet`), join(folder, flights(day))].map((path) => path.replaceAll("'", "''"));
  await connection.run(`copy (select * replace (cast(delay * 60 as smallint) as delay) from read_parquet('${from}')) to '${to}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
};

const edit = (file: string, from: string, to: string) => async (folder: string) => {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold “${from}”`);
  await writeFile(path, text.replace(from, to));
};

const prod = (day: string) => ['run', '--environment', 'prod', '--clock', morning(day)];

function quietMornings(): readonly Step[] {
  const days = ['2001-02-24', '2001-02-25', '2001-02-26', '2001-02-27', '2001-02-28'];
  return days.slice(1).map((day, i) => ({
    note: i === 0 ? 'a quiet morning: yesterday’s file is there' : 'another',
    happens: deliver(days[i] ?? ''),
    command: prod(day),
    exit: 0,
    live: i + 2,
  }));
}

export const story: readonly Step[] = [
  { command: ['run', '--clock', morning('2001-02-24')], exit: 0 },
  {
    say: 'Which faults would its checks never notice? From high impact on a gate asks for 80 %; --write adds the checks that would.',
    command: ['rehearse', '--write', '--clock', morning('2001-02-24')],
    exit: 0,
  },
  { command: ['ship', '--clock', morning('2001-02-24')], exit: 0, live: 1 },
  ...quietMornings(),
  {
    say: '1 March: an earthquake closed SEA. Too few flights; production stays on the day before.',
    happens: deliver('2001-02-28'),
    command: prod('2001-03-01'),
    exit: 1,
    live: 5,
  },
  { command: ['accept', 'usual-flights', '--because', 'Nisqually earthquake: SEA was closed', '--clock', morning('2001-03-01')], exit: 0 },
  { command: ['ship', '--clock', morning('2001-03-01')], exit: 0, live: 6 },
  { note: 'and goes on', happens: deliver('2001-03-01'), command: prod('2001-03-02'), exit: 0, live: 7 },
  {
    say: '3 March: the file of 2 March says seconds for minutes. Never visible.',
    happens: deliverInSeconds('2001-03-02'),
    command: prod('2001-03-03'),
    exit: 1,
    live: 7,
  },
  { command: ['why'], exit: 0, verdict: { kind: 'single', legs: ['data'], cause: flights('2001-03-02') } },
  { note: 'delivered again, rightly', happens: deliver('2001-03-02'), command: prod('2001-03-03'), exit: 0, live: 8 },
  {
    say: 'A commit writes “join usual” for “left join usual” in hourly.sql. Its unit test passes.',
    happens: edit('assets/hourly.sql', 'left join usual', 'join usual'),
    command: ['ship', '--clock', morning('2001-03-03')],
    exit: 2,
    live: 8,
  },
  { command: ['why'], exit: 0, verdict: { kind: 'single', legs: ['code'], cause: 'assets/hourly.sql' } },
  {
    say: 'The commit is taken back. Somebody sets the machine to UTC.',
    happens: edit('assets/hourly.sql', 'join usual', 'left join usual'),
    command: prod('2001-03-03'),
    variables: { TRIVET_ENGINE_TIMEZONE: 'UTC' },
    exit: 3,
    live: 8,
  },
  { command: ['why'], exit: 0, verdict: { kind: 'single', legs: ['environment'], cause: 'UTC' } },
  {
    say: 'A week of good versions: would the checks have cried at one of them? And which faults still get past?',
    command: ['rehearse', '--environment', 'prod', '--clock', morning('2001-03-03')],
    exit: 0,
  },
];

/** A fresh folder for the product; remove it with `clear`. */
export async function place(): Promise<{ readonly folder: string; readonly clear: () => Promise<void> }> {
  const above = await realpath(await mkdtemp(join(tmpdir(), 'trivet-demo-')));
  return { folder: join(above, 'airport-delays'), clear: () => rm(above, { recursive: true, force: true }) };
}
